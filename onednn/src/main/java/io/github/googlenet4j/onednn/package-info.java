/**
 * The oneDNN engine: the fastest inference on x86 CPUs.
 *
 * <p>{@code OneDnnEngine} compiles; {@code OneDnnProgram} lets callers wait in its {@code
 * Requests}; a {@code RequestWorker} is a thread that answers them through a {@code BatchRunner}:
 * its {@code Team} shares out a picture by rows, its {@code BatchParallelRunner} a batch by
 * pictures, a {@code OpenMpRunner} leaves it to oneDNN. A {@code Plan} is the list of primitives
 * for one batch size, made by {@code PlanBuilder} after a {@code ExecutionSchedule} from what
 * {@code PrimitiveBuilder} knows of each operation; it runs in the memory of a {@code Workspace}.
 * Native handles belong to a {@code Handles}, which frees them.
 */
@NullMarked
package io.github.googlenet4j.onednn;

import org.jspecify.annotations.NullMarked;
