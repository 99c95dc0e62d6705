/**
 * Callers' requests, and the threads that answer them.
 *
 * <p>A {@code RequestQueue} hands requests to a {@code RequestWorker}, or lends the worker to the
 * caller's own thread. The worker's {@code RunnerSelector} chooses how a batch is divided among the
 * cores: by pictures ({@code BatchParallelRunner}), by rows ({@code RowParallelRunner}), or by
 * oneDNN itself with OpenMP's threads ({@code OpenMpRunner}).
 */
@NullMarked
package io.github.googlenet4j.onednn.internal.serve;

import org.jspecify.annotations.NullMarked;
