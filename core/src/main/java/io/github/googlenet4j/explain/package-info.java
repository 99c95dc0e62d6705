/**
 * Why a model answered so: which parts of a picture spoke for a class.
 *
 * <p>{@link io.github.googlenet4j.explain.Explainer} makes a map of a picture, the box around what
 * spoke most, and the picture with the map over it. No gradient is needed: any engine can do it, in
 * any precision.
 */
@NullMarked
package io.github.googlenet4j.explain;

import org.jspecify.annotations.NullMarked;
