/** How a picture becomes numbers, the same in training, evaluation and serving. */
@NullMarked
package io.github.googlenet4j.image;

import org.jspecify.annotations.NullMarked;
