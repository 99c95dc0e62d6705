package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Graph;
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
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * What oneDNN's primitives are for the graph's operations, for so many pictures at a time: those
 * without weights here and in {@link PoolingPrimitives}, those with weights in {@link
 * ConvolutionPrimitives}.
 *
 * <p>All activations are nhwc: blocked layouts fell back to reference kernels, 15 times slower.
 */
public final class PrimitiveBuilder {
  private final Map<String, LoweredNode> nodes;
  private final Shape framed;
  private final Handles handles;
  private final dnnl_engine engine;
  private final dnnl_primitive_attr attributes;
  private final int pictures;
  private final ThreadShare share;
  private final boolean winograd;
  private final ConvolutionPrimitives weighted;
  private final PoolingPrimitives pools;
  private final Operations operations = new Operations();

  /**
   * @param share what of each map is to be computed; of more than one picture, the whole
   * @param winograd whether {@link WinogradConvolution} may be used
   */
  PrimitiveBuilder(
      List<LoweredNode> nodes,
      Shape framed,
      PreparedWeights weights,
      OriginalWeights sources,
      Handles handles,
      dnnl_engine engine,
      int pictures,
      ThreadShare share,
      boolean winograd) {
    this.nodes = nodes.stream().collect(Collectors.toMap(LoweredNode::name, lowered -> lowered));
    this.framed = framed;
    this.handles = handles;
    this.engine = engine;
    this.pictures = pictures;
    this.share = share;
    this.winograd = winograd;
    this.attributes = handles.attributes();
    this.pools = new PoolingPrimitives(this, weights, handles, engine);
    this.weighted = new ConvolutionPrimitives(this, weights, sources, handles, engine);
  }

  /** What computes a job, or nothing if it is no part of the share. */
  public CallSequence make(LoweredNode lowered) {
    Node node = lowered.origin();
    return node == null
        ? byRows(lowered, () -> conversion(lowered))
        : node.operation().accept(operations, lowered);
  }

  private CallSequence byRows(LoweredNode lowered, Supplier<PrimitiveCall> call) {
    return rows(lowered).count() == 0
        ? new CallSequence(List.of(), 0)
        : new CallSequence(call.get());
  }

  /** Rows of what a job writes that are computed here. */
  IndexRange rows(LoweredNode lowered) {
    return share.rows(lowered);
  }

  private final class Operations implements OperationVisitor<CallSequence, LoweredNode> {
    @Override
    public CallSequence normalization(Normalization o, LoweredNode lowered) {
      return byRows(lowered, () -> weighted.normalization(lowered, o));
    }

    @Override
    public CallSequence convolution(Convolution o, LoweredNode lowered) {
      return winograd && weighted.isWinograd(lowered, o)
          ? weighted.winograd(lowered, o, share)
          : byRows(lowered, () -> weighted.convolution(lowered, o));
    }

    @Override
    public CallSequence batchNormalization(BatchNormalization o, LoweredNode lowered) {
      return byRows(lowered, () -> weighted.batchNormalization(lowered, o));
    }

    @Override
    public CallSequence relu(Relu o, LoweredNode lowered) {
      return byRows(lowered, () -> PrimitiveBuilder.this.relu(lowered));
    }

    @Override
    public CallSequence localResponseNormalization(
        LocalResponseNormalization o, LoweredNode lowered) {
      return byRows(lowered, () -> localResponse(lowered, o));
    }

    @Override
    public CallSequence maxPool(MaxPool o, LoweredNode lowered) {
      return byRows(lowered, () -> pools.make(lowered, o.window(), dnnl_pooling_max));
    }

    @Override
    public CallSequence averagePool(AveragePool o, LoweredNode lowered) {
      return byRows(
          lowered, () -> pools.make(lowered, o.window(), dnnl_pooling_avg_exclude_padding));
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
      return byRows(lowered, () -> PrimitiveBuilder.this.concatenation(lowered));
    }

    @Override
    public CallSequence dropout(Dropout o, LoweredNode lowered) {
      throw new IllegalArgumentException(
          "%s: expected an operation that oneDNN can run, found %s.".formatted(lowered.name(), o));
    }

    @Override
    public CallSequence linear(Linear o, LoweredNode lowered) {
      return weighted.linear(lowered, o, share);
    }

    @Override
    public CallSequence softmax(Softmax o, LoweredNode lowered) {
      return byRows(lowered, () -> PrimitiveBuilder.this.softmax(lowered));
    }
  }

  /** Shape of an activation; of the pictures, with their border. */
  Shape shape(String name) {
    return name.equals(Graph.PICTURES) ? framed : lowered(name).shape();
  }

  ActivationFormat format(String name) {
    return name.equals(Graph.PICTURES) ? ActivationFormat.FLOAT32 : lowered(name).format();
  }

  private LoweredNode lowered(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  /** Rows of an activation of these pictures: logical dimensions NCHW, in memory NHWC. */
  Activation view(int argument, String activation, IndexRange rows) {
    return view(argument, activation, rows, 1);
  }

  /** The same with so many pixels as one of as many times the channels. */
  Activation view(int argument, String activation, IndexRange rows, int pixels) {
    Shape shape = shape(activation);
    ActivationFormat format = format(activation);
    dnnl_memory_desc description =
        handles.describeAs(
            format.type(),
            dnnl_nhwc,
            pictures,
            (long) pixels * shape.channels(),
            rows.count(),
            shape.width() / pixels);
    long row = (long) format.bytes() * shape.width() * shape.channels();
    return new Activation(argument, activation, description, rows.first() * row);
  }

  /** What a job reads, where that is as many rows as it writes. */
  Activation source(LoweredNode lowered) {
    return view(DNNL_ARG_SRC, lowered.input(), rows(lowered));
  }

  /** What a job writes. */
  Activation target(LoweredNode lowered) {
    return view(DNNL_ARG_DST, lowered.name(), rows(lowered));
  }

  /** Attributes with scales where an integer is read or written, and ReLU where it is wanted. */
  dnnl_primitive_attr attributes(boolean relu, Map<Integer, Integer> scaleMasks) {
    dnnl_primitive_attr own = handles.attributes();
    scaleMasks.forEach(
        (argument, mask) ->
            Handles.check(dnnl_primitive_attr_set_scales_mask(own, argument, mask), "scales"));
    if (relu) {
      dnnl_post_ops after = new dnnl_post_ops();
      Handles.check(dnnl_post_ops_create(after), "ReLU");
      handles.onClose(() -> dnnl_post_ops_destroy(after));
      Handles.check(dnnl_post_ops_append_eltwise(after, dnnl_eltwise_relu, 0, 0), "ReLU");
      Handles.check(dnnl_primitive_attr_set_post_ops(own, after), "ReLU");
    }
    return own;
  }

  private PrimitiveCall conversion(LoweredNode lowered) {
    Activation from = source(lowered);
    Activation to = target(lowered);
    if (lowered.format().isInteger() && format(lowered.input()).equals(ActivationFormat.BFLOAT16)) {
      return quantization(lowered, from, to);
    }
    List<Operand> operands = new ArrayList<>();
    operands.add(from);
    operands.add(to);
    Map<Integer, Integer> masks = new LinkedHashMap<>();
    if (format(lowered.input()).isInteger()) {
      masks.put(DNNL_ARG_SRC, 0);
      operands.add(weighted.scale(DNNL_ARG_SRC, format(lowered.input()).scale()));
    }
    if (lowered.format().isInteger()) {
      masks.put(DNNL_ARG_DST, 0);
      operands.add(weighted.scale(DNNL_ARG_DST, lowered.format().scale()));
    }
    dnnl_primitive_desc reorder = new dnnl_primitive_desc();
    int status =
        dnnl_reorder_primitive_desc_create(
            reorder,
            from.description(),
            engine,
            to.description(),
            engine,
            attributes(false, masks));
    return call(lowered, status, reorder, operands.toArray(Operand[]::new));
  }

  /** A division: a reorder from bf16 to integers takes three times as long or more. */
  private PrimitiveCall quantization(LoweredNode lowered, Activation from, Activation to) {
    Weight divisor = weighted.divisor(lowered.format().scale());
    dnnl_primitive_desc division = new dnnl_primitive_desc();
    int status =
        dnnl_binary_primitive_desc_create(
            division,
            engine,
            dnnl_binary_div,
            from.description(),
            divisor.description(),
            to.description(),
            attributes);
    return call(lowered, status, division, from, divisor, to);
  }

  int pictures() {
    return pictures;
  }

  dnnl_primitive_attr attributes() {
    return attributes;
  }

  PrimitiveCall call(
      LoweredNode lowered, int status, dnnl_primitive_desc description, Operand... operands) {
    return new PrimitiveCall(handles.keep(status, description, lowered.name()), List.of(operands));
  }

  private PrimitiveCall concatenation(LoweredNode lowered) {
    Activation target = target(lowered);
    List<Operand> operands = new ArrayList<>();
    try (PointerPointer<dnnl_memory_desc> sources = new PointerPointer<>(lowered.inputs().size());
        PointerPointer<dnnl_primitive_desc> concatenation = new PointerPointer<>(1)) {
      for (int i = 0; i < lowered.inputs().size(); i++) {
        Activation source = view(DNNL_ARG_MULTIPLE_SRC + i, lowered.inputs().get(i), rows(lowered));
        sources.put(i, source.description());
        operands.add(source);
      }
      int status =
          dnnl_concat_primitive_desc_create(
              concatenation,
              engine,
              target.description(),
              lowered.inputs().size(),
              1,
              sources,
              attributes);
      operands.add(target);
      dnnl_primitive_desc description = concatenation.get(dnnl_primitive_desc.class);
      return call(lowered, status, description, operands.toArray(Operand[]::new));
    }
  }

  private PrimitiveCall localResponse(LoweredNode lowered, LocalResponseNormalization o) {
    Activation source = source(lowered);
    dnnl_memory_desc both = source.description();
    dnnl_primitive_desc normalization = new dnnl_primitive_desc();
    int status =
        dnnl_lrn_forward_primitive_desc_create(
            normalization,
            engine,
            dnnl_forward_inference,
            dnnl_lrn_across_channels,
            both,
            both,
            o.size(),
            (float) o.alpha(),
            (float) o.beta(),
            (float) o.k(),
            attributes);
    return call(lowered, status, normalization, source, target(lowered));
  }

  private PrimitiveCall relu(LoweredNode lowered) {
    Activation source = source(lowered);
    dnnl_memory_desc both = source.description();
    dnnl_primitive_desc relu = new dnnl_primitive_desc();
    int status =
        dnnl_eltwise_forward_primitive_desc_create(
            relu, engine, dnnl_forward_inference, dnnl_eltwise_relu, both, both, 0, 0, attributes);
    return call(lowered, status, relu, source, target(lowered));
  }

  private PrimitiveCall softmax(LoweredNode lowered) {
    Activation source = source(lowered);
    dnnl_memory_desc both = source.description();
    dnnl_primitive_desc softmax = new dnnl_primitive_desc();
    int status =
        dnnl_softmax_forward_primitive_desc_create(
            softmax,
            engine,
            dnnl_forward_inference,
            dnnl_softmax_accurate,
            both,
            both,
            1,
            attributes);
    return call(lowered, status, softmax, source, target(lowered));
  }

  /** A product of matrices, perhaps many of one shape. */
  dnnl_primitive_desc product(
      LoweredNode lowered,
      dnnl_memory_desc left,
      dnnl_memory_desc right,
      @Nullable dnnl_memory_desc bias,
      dnnl_memory_desc product,
      dnnl_primitive_attr how) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    int status =
        dnnl_matmul_primitive_desc_create(description, engine, left, right, bias, product, how);
    return handles.keep(status, description, lowered.name());
  }
}
