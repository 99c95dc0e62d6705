/**
 * The oneDNN engine: the fastest inference on x86 CPUs.
 *
 * <p>{@code OneDnnEngine} is found with {@link java.util.ServiceLoader}. It compiles a network to a
 * {@code OneDnnProgram}. All else is in four packages, each of which uses only those before it:
 *
 * <ol>
 *   <li>{@code internal.nativelib}: handles of oneDNN, the OpenMP runtime, the CPU's instructions.
 *   <li>{@code internal.primitive}: each operation of the network as calls of oneDNN's primitives.
 *   <li>{@code internal.plan}: the primitives of a batch size in order, and their memory.
 *   <li>{@code internal.serve}: callers' requests, and the threads that answer them.
 * </ol>
 */
@NullMarked
package io.github.googlenet4j.onednn;

import org.jspecify.annotations.NullMarked;
