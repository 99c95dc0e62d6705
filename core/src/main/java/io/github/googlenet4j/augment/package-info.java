/** How a picture is varied in training, so that the network never sees it twice the same. */
@NullMarked
package io.github.googlenet4j.augment;

import org.jspecify.annotations.NullMarked;
