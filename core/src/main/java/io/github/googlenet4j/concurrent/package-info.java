/** Waits that an interrupt does not end, for code that owns memory to which other threads write. */
@NullMarked
package io.github.googlenet4j.concurrent;

import org.jspecify.annotations.NullMarked;
