/** Evaluates a model on labelled pictures. */
@NullMarked
package io.github.googlenet4j.evaluate;

import org.jspecify.annotations.NullMarked;
