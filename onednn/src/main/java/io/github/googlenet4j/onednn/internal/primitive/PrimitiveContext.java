package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * What the primitives of one section and one thread share: shapes and views of activations,
 * weights, attributes, and the owner of the handles.
 *
 * <p>All activations are nhwc. With blocked layouts oneDNN fell back to reference kernels, which
 * are 15 times slower.
 */
final class PrimitiveContext {
  private final Map<String, LoweredNode> nodes;
  private final Shape pictureShape;
  private final PreparedWeights weights;
  private final OriginalWeights originals;
  private final dnnl_engine engine;
  private final Handles handles;
  private final int pictures;
  private final ThreadShare share;
  private final dnnl_primitive_attr attributes;

  /**
   * @param handles owner of everything that is made
   * @param pictures how many are computed at a time
   * @param share which part of each activation is computed; with more than one picture, all of it
   */
  PrimitiveContext(CompilationInputs inputs, Handles handles, int pictures, ThreadShare share) {
    this.nodes =
        inputs.network().nodes().stream()
            .collect(Collectors.toMap(LoweredNode::name, lowered -> lowered));
    this.pictureShape = inputs.network().border().paddedShape();
    this.weights = inputs.weights();
    this.originals = inputs.originals();
    this.engine = inputs.engine();
    this.handles = handles;
    this.pictures = pictures;
    this.share = share;
    this.attributes = handles.attributes();
  }

  /** The owner of what is made. */
  Handles handles() {
    return handles;
  }

  dnnl_engine engine() {
    return engine;
  }

  PreparedWeights weights() {
    return weights;
  }

  /** A weight tensor as the model has it. */
  Tensor original(String name) {
    return originals.get(name);
  }

  /** How many pictures are computed at a time. */
  int pictures() {
    return pictures;
  }

  ThreadShare share() {
    return share;
  }

  /** Rows of a node's result that are computed here. */
  IndexRange rows(LoweredNode lowered) {
    return share.rows(lowered);
  }

  /** Shape of one picture's activation. The input pictures have their border. */
  Shape shape(String activation) {
    return activation.equals(Graph.PICTURES) ? pictureShape : node(activation).shape();
  }

  ActivationFormat format(String activation) {
    return activation.equals(Graph.PICTURES) ? ActivationFormat.FLOAT32 : node(activation).format();
  }

  private LoweredNode node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  /** A view of some rows of an activation: logical dimensions NCHW, in memory NHWC. */
  Activation view(int argument, String activation, IndexRange rows) {
    return view(argument, activation, rows, 1);
  }

  /**
   * The same, where neighbouring pixels count as one pixel with as many times the channels.
   *
   * @param pixels how many count as one
   */
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

  /** A node's input, for operations that read the rows that they write. */
  Activation source(LoweredNode lowered) {
    return view(DNNL_ARG_SRC, lowered.input(), rows(lowered));
  }

  /** A node's result. */
  Activation target(LoweredNode lowered) {
    return view(DNNL_ARG_DST, lowered.name(), rows(lowered));
  }

  /** Attributes without scales and without ReLU. */
  dnnl_primitive_attr attributes() {
    return attributes;
  }

  /**
   * Attributes with scales for the arguments that are integers, and with ReLU where it is wanted.
   *
   * @param scaleMasks by argument: 0 for one scale, 1 for one scale per output channel
   */
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

  /**
   * A call of a primitive that oneDNN has just described.
   *
   * @param status what oneDNN returned
   */
  PrimitiveCall call(
      LoweredNode lowered, int status, dnnl_primitive_desc description, Operand... operands) {
    return new PrimitiveCall(handles.keep(status, description, lowered.name()), List.of(operands));
  }

  /** A matrix product, or a batch of products of one shape. */
  dnnl_primitive_desc matrixProduct(
      LoweredNode lowered,
      dnnl_memory_desc left,
      dnnl_memory_desc right,
      @Nullable dnnl_memory_desc bias,
      dnnl_memory_desc product,
      dnnl_primitive_attr with) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    int status =
        dnnl_matmul_primitive_desc_create(description, engine, left, right, bias, product, with);
    return handles.keep(status, description, lowered.name());
  }
}
