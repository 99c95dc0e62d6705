/**
 * A network compiled for one batch size.
 *
 * <p>{@code Section} cuts the network into parts that run for a few pictures at a time; {@code
 * BarrierStages} into stages for threads that compute a picture together. An {@code
 * ExecutionSchedule} says what each thread computes, and an {@code ActivationLayout} where its
 * results are in memory. {@code PlanBuilder} compiles both to a {@code Plan}, which runs in a
 * {@code Workspace}.
 */
@NullMarked
package io.github.googlenet4j.onednn.internal.plan;

import org.jspecify.annotations.NullMarked;
