/** Callers' requests, and the threads that answer them. */
@NullMarked
package io.github.googlenet4j.onednn.internal.serve;

import org.jspecify.annotations.NullMarked;
