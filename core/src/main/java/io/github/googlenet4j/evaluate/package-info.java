/** How good a model is. */
@NullMarked
package io.github.googlenet4j.evaluate;

import org.jspecify.annotations.NullMarked;
