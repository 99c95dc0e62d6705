package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Node;
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
import io.github.googlenet4j.graph.OperationVisitor;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import java.util.function.Supplier;

/**
 * Turns lowered nodes into calls of oneDNN's primitives, for a number of pictures at a time and for
 * one thread's share of each picture.
 */
public final class PrimitiveBuilder {
  private final PrimitiveContext context;
  private final ConvolutionPrimitives convolutions;
  private final LinearPrimitives linears;
  private final NormalizationPrimitives normalizations;
  private final PoolingPrimitives pools;
  private final ElementwisePrimitives elementwise;
  private final ConversionPrimitives conversions;
  private final Dispatch dispatch = new Dispatch();

  /**
   * @param handles owner of the primitives
   * @param pictures how many of the batch are computed at a time
   * @param share which part of each activation is computed; with more than one picture, all of it
   */
  public PrimitiveBuilder(
      CompilationInputs inputs, Handles handles, int pictures, ThreadShare share) {
    context = new PrimitiveContext(inputs, handles, pictures, share);
    WeightOperands weights = new WeightOperands(context);
    convolutions = new ConvolutionPrimitives(context, weights, inputs.leastWinogradTiles());
    linears = new LinearPrimitives(context, weights);
    normalizations = new NormalizationPrimitives(context, weights);
    pools = new PoolingPrimitives(context, weights);
    elementwise = new ElementwisePrimitives(context);
    conversions = new ConversionPrimitives(context, weights);
  }

  /** The calls that compute a node; none where no part of it belongs to the share. */
  public CallSequence make(LoweredNode lowered) {
    Node node = lowered.origin();
    return node == null
        ? byRows(lowered, () -> conversions.make(lowered))
        : node.operation().accept(dispatch, lowered);
  }

  private CallSequence byRows(LoweredNode lowered, Supplier<PrimitiveCall> call) {
    return context.rows(lowered).count() == 0 ? CallSequence.NONE : new CallSequence(call.get());
  }

  private final class Dispatch implements OperationVisitor<CallSequence, LoweredNode> {
    @Override
    public CallSequence normalization(Normalization o, LoweredNode lowered) {
      return byRows(lowered, () -> convolutions.normalization(lowered, o));
    }

    @Override
    public CallSequence convolution(Convolution o, LoweredNode lowered) {
      return convolutions.make(lowered, o);
    }

    @Override
    public CallSequence batchNormalization(BatchNormalization o, LoweredNode lowered) {
      return byRows(lowered, () -> normalizations.batch(lowered, o));
    }

    @Override
    public CallSequence relu(Relu o, LoweredNode lowered) {
      return byRows(lowered, () -> elementwise.relu(lowered));
    }

    @Override
    public CallSequence localResponseNormalization(
        LocalResponseNormalization o, LoweredNode lowered) {
      return byRows(lowered, () -> normalizations.localResponse(lowered, o));
    }

    @Override
    public CallSequence maxPool(MaxPool o, LoweredNode lowered) {
      return byRows(lowered, () -> pools.windows(lowered, o.window(), dnnl_pooling_max));
    }

    @Override
    public CallSequence averagePool(AveragePool o, LoweredNode lowered) {
      return byRows(
          lowered, () -> pools.windows(lowered, o.window(), dnnl_pooling_avg_exclude_padding));
    }

    @Override
    public CallSequence adaptiveAveragePool(AdaptiveAveragePool o, LoweredNode lowered) {
      return byRows(lowered, () -> pools.adaptiveAverage(lowered));
    }

    @Override
    public CallSequence globalAveragePool(GlobalAveragePool o, LoweredNode lowered) {
      return byRows(lowered, () -> pools.globalAverage(lowered));
    }

    @Override
    public CallSequence concatenation(Concatenation o, LoweredNode lowered) {
      return byRows(lowered, () -> elementwise.concatenation(lowered));
    }

    @Override
    public CallSequence dropout(Dropout o, LoweredNode lowered) {
      throw new IllegalArgumentException(
          "%s: expected an operation that oneDNN can run, found %s.".formatted(lowered.name(), o));
    }

    @Override
    public CallSequence linear(Linear o, LoweredNode lowered) {
      return linears.make(lowered, o);
    }

    @Override
    public CallSequence softmax(Softmax o, LoweredNode lowered) {
      return byRows(lowered, () -> normalizations.softmax(lowered));
    }
  }
}
