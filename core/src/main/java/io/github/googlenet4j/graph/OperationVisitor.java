package io.github.googlenet4j.graph;

import io.github.googlenet4j.graph.Operation.AdaptiveAveragePool;
import io.github.googlenet4j.graph.Operation.AveragePool;
import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Concatenation;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Dropout;
import io.github.googlenet4j.graph.Operation.GlobalAveragePool;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Operation.Relu;
import io.github.googlenet4j.graph.Operation.Softmax;

/**
 * One method for each {@link Operation}. Engines, exporters and tests implement it instead of
 * asking for the operation's class, so that an operation that is added fails to compile wherever it
 * is not treated yet.
 *
 * <p>Made like {@code javax.lang.model.element.ElementVisitor}: {@link Operation#accept} hands on
 * what a method needs to know beside the operation. The two interfaces name each other: only so can
 * the compiler compare them.
 *
 * @param <R> result of each method
 * @param <C> context, usually the {@link Node} at which the operation stands
 */
public interface OperationVisitor<R, C> {
  R normalization(Normalization operation, C context);

  R convolution(Convolution operation, C context);

  R batchNormalization(BatchNormalization operation, C context);

  R relu(Relu operation, C context);

  R localResponseNormalization(LocalResponseNormalization operation, C context);

  R maxPool(MaxPool operation, C context);

  R averagePool(AveragePool operation, C context);

  R adaptiveAveragePool(AdaptiveAveragePool operation, C context);

  R globalAveragePool(GlobalAveragePool operation, C context);

  R concatenation(Concatenation operation, C context);

  R dropout(Dropout operation, C context);

  R linear(Linear operation, C context);

  R softmax(Softmax operation, C context);
}
