/** Where labelled pictures come from; split, shuffle, batch, prefetch. */
@NullMarked
package io.github.googlenet4j.data;

import org.jspecify.annotations.NullMarked;
