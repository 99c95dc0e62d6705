/**
 * Each operation of a network as calls of oneDNN's primitives.
 *
 * <p>{@code Lowering} decides in which format each activation is stored, and makes the network a
 * {@code LoweredNetwork}. {@code PrimitiveBuilder} turns each of its nodes into a {@code
 * CallSequence}: for a number of pictures at a time, and for the share of one thread. The classes
 * for the kinds of operations share a {@code PrimitiveContext}. {@code PreparedWeights} keeps the
 * weights in the layouts that primitives chose.
 */
@NullMarked
package io.github.googlenet4j.onednn.internal.primitive;

import org.jspecify.annotations.NullMarked;
