/** A network compiled for one batch size: sections, their order, and their places in memory. */
@NullMarked
package io.github.googlenet4j.onednn.internal.plan;

import org.jspecify.annotations.NullMarked;
