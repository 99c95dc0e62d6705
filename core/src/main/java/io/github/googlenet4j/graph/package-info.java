/**
 * The network as a list of operations, and the passes that rewrite it.
 *
 * <p>A {@link Graph} is all that an engine has to understand. A {@link Network} is a graph with its
 * weights; a pass turns one network into another that computes the same: {@link Inference}, {@link
 * FoldBatchNormalization}, {@link FoldInput}, {@link FuseRelu}.
 */
@NullMarked
package io.github.googlenet4j.graph;

import org.jspecify.annotations.NullMarked;
