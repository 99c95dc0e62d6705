/** Random variations of pictures in training: patches, mirroring, colours, mixing, erasing. */
@NullMarked
package io.github.googlenet4j.augment;

import org.jspecify.annotations.NullMarked;
