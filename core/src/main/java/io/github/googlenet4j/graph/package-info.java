/**
 * The network as a list of operations, and the passes that rewrite it.
 *
 * <p>An engine runs a {@link Graph}. A {@link Network} is a graph with its weights. A pass turns
 * one network into another with the same results: {@link Inference}, {@link
 * FoldBatchNormalization}, {@code FoldInput}, {@link FuseRelu}; {@link Simplify} applies all that
 * make a network cheaper.
 */
@NullMarked
package io.github.googlenet4j.graph;

import org.jspecify.annotations.NullMarked;
