/**
 * The oneDNN engine: the fastest inference on x86 CPUs.
 *
 * <p>{@code OneDnnEngine} compiles; {@code OneDnnProgram} lets callers wait in its {@code
 * Requests}; a {@code Lane} is a thread that answers them in its {@code Workspace}, or large
 * batches with its {@code Crew}; a {@code Plan} is the list of primitives for one batch size, made
 * by {@code PlanBuilder} from what {@code Primitives} knows of each operation. Native handles
 * belong to a {@code Handles}, which frees them.
 */
@NullMarked
package io.github.googlenet4j.onednn;

import org.jspecify.annotations.NullMarked;
