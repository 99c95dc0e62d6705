/** How labelled pictures become batches, for training and for answers. */
@NullMarked
package io.github.googlenet4j.loading;

import org.jspecify.annotations.NullMarked;
