/**
 * The front door: give it a picture, get ranked labels.
 *
 * <p>Start with {@link Classifier}.
 */
@NullMarked
package io.github.googlenet4j;

import org.jspecify.annotations.NullMarked;
