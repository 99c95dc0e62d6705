/**
 * The native library itself: the owner of its handles, the OpenMP runtime, the CPU's instructions.
 */
@NullMarked
package io.github.googlenet4j.onednn.internal.nativelib;

import org.jspecify.annotations.NullMarked;
