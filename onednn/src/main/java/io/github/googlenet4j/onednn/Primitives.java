package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.Operation.AdaptiveAveragePool;
import io.github.googlenet4j.graph.Operation.AveragePool;
import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Concatenation;
import io.github.googlenet4j.graph.Operation.GlobalAveragePool;
import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.graph.Operation.Relu;
import io.github.googlenet4j.graph.Operation.Softmax;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.onednn.Operand.Activation;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * What oneDNN's primitives are for the graph's operations, at one batch size: those without weights
 * here, those with weights in {@link WeightedPrimitives}.
 *
 * <p>All activations are nhwc: blocked layouts fell back to reference kernels, 15 times slower.
 */
final class Primitives {
  /** A primitive's description and what it reads and writes. */
  record Made(dnnl_primitive_desc description, List<Operand> operands) {}

  private final Graph graph;
  private final Handles handles;
  private final dnnl_engine engine;
  private final dnnl_primitive_attr attributes;
  private final int batch;
  private final WeightedPrimitives weighted;

  Primitives(
      Graph graph,
      PreparedWeights weights,
      Sources sources,
      Handles handles,
      dnnl_engine engine,
      int batch) {
    this.graph = graph;
    this.handles = handles;
    this.engine = engine;
    this.batch = batch;
    this.attributes = handles.attributes();
    this.weighted = new WeightedPrimitives(this, weights, sources, handles, engine);
  }

  /** The primitive for a node. */
  Made make(Node node) {
    Operation operation = node.operation();
    Shape in = graph.shape(node.input());
    if (operation instanceof MaxPool o) {
      return pool(node, in, o.window(), dnnl_pooling_max);
    } else if (operation instanceof AveragePool o) {
      return pool(node, in, o.window(), dnnl_pooling_avg_exclude_padding);
    } else if (operation instanceof GlobalAveragePool) {
      return globalAverage(node, in);
    } else if (operation instanceof Concatenation) {
      return concatenation(node);
    } else if (operation instanceof LocalResponseNormalization o) {
      return localResponse(node, in, o);
    } else if (operation instanceof Relu) {
      return relu(node, in);
    } else if (operation instanceof Softmax) {
      return softmax(node, in);
    } else if (operation instanceof Operation.Convolution o) {
      return weighted.convolution(node, in, o);
    } else if (operation instanceof Operation.Linear o) {
      return weighted.linear(node, in, o);
    } else if (operation instanceof BatchNormalization o) {
      return weighted.batchNormalization(node, in, o);
    } else if (operation instanceof AdaptiveAveragePool) {
      return weighted.adaptiveAverage(node, in);
    } else if (operation instanceof Operation.Normalization o) {
      return weighted.normalization(node, in, o);
    }
    throw new IllegalArgumentException(
        "%s: expected an operation that oneDNN can run, found %s."
            .formatted(node.name(), operation));
  }

  /** A batch of this shape: logical dimensions NCHW, in memory NHWC. */
  dnnl_memory_desc activations(Shape shape) {
    return handles.describe(dnnl_nhwc, batch, shape.channels(), shape.height(), shape.width());
  }

  int batch() {
    return batch;
  }

  dnnl_primitive_attr attributes() {
    return attributes;
  }

  Made made(Node node, int status, dnnl_primitive_desc description, Operand... operands) {
    return new Made(handles.keep(status, description, node.name()), List.of(operands));
  }

  private Made pool(Node node, Shape in, Window window, int kind) {
    // A window that hangs over the right or lower edge is padding there, which no pool counts.
    int below = over(window, in.height());
    int right = over(window, in.width());
    long[] kernel = {window.kernel(), window.kernel()};
    long[] stride = {window.stride(), window.stride()};
    long[] first = {window.padding(), window.padding()};
    return pool(node, in, kind, kernel, stride, first, new long[] {below, right});
  }

  private static int over(Window window, int length) {
    return (window.count(length) - 1) * window.stride()
        + window.kernel()
        - length
        - window.padding();
  }

  private Made globalAverage(Node node, Shape in) {
    long[] kernel = {in.height(), in.width()};
    long[] none = {0, 0};
    long[] one = {1, 1};
    return pool(node, in, dnnl_pooling_avg_exclude_padding, kernel, one, none, none);
  }

  private Made pool(
      Node node, Shape in, int kind, long[] kernel, long[] stride, long[] first, long[] last) {
    dnnl_memory_desc source = activations(in);
    dnnl_memory_desc target = activations(node.shape());
    dnnl_primitive_desc pool = new dnnl_primitive_desc();
    try (LongPointer kernels = new LongPointer(kernel);
        LongPointer strides = new LongPointer(stride);
        LongPointer dilation = new LongPointer(0, 0);
        LongPointer before = new LongPointer(first);
        LongPointer after = new LongPointer(last)) {
      int status =
          dnnl_pooling_forward_primitive_desc_create(
              pool,
              engine,
              dnnl_forward_inference,
              kind,
              source,
              target,
              strides,
              kernels,
              dilation,
              before,
              after,
              attributes);
      return made(node, status, pool, source(node, source), target(node, target));
    }
  }

  private Made concatenation(Node node) {
    dnnl_memory_desc target = activations(node.shape());
    List<Operand> operands = new ArrayList<>();
    try (PointerPointer<dnnl_memory_desc> sources = new PointerPointer<>(node.inputs().size());
        PointerPointer<dnnl_primitive_desc> concatenation = new PointerPointer<>(1)) {
      for (int i = 0; i < node.inputs().size(); i++) {
        String name = node.inputs().get(i);
        dnnl_memory_desc source = activations(graph.shape(name));
        sources.put(i, source);
        operands.add(new Activation(DNNL_ARG_MULTIPLE_SRC + i, name, source));
      }
      int status =
          dnnl_concat_primitive_desc_create(
              concatenation, engine, target, node.inputs().size(), 1, sources, attributes);
      operands.add(target(node, target));
      dnnl_primitive_desc description = concatenation.get(dnnl_primitive_desc.class);
      return made(node, status, description, operands.toArray(Operand[]::new));
    }
  }

  private Made localResponse(Node node, Shape in, LocalResponseNormalization o) {
    dnnl_memory_desc both = activations(in);
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
    return made(node, status, normalization, source(node, both), target(node, both));
  }

  private Made relu(Node node, Shape in) {
    dnnl_memory_desc both = activations(in);
    dnnl_primitive_desc relu = new dnnl_primitive_desc();
    int status =
        dnnl_eltwise_forward_primitive_desc_create(
            relu, engine, dnnl_forward_inference, dnnl_eltwise_relu, both, both, 0, 0, attributes);
    return made(node, status, relu, source(node, both), target(node, both));
  }

  private Made softmax(Node node, Shape in) {
    dnnl_memory_desc both = activations(in);
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
    return made(node, status, softmax, source(node, both), target(node, both));
  }

  static Activation source(Node node, dnnl_memory_desc description) {
    return new Activation(DNNL_ARG_SRC, node.input(), description);
  }

  static Activation target(Node node, dnnl_memory_desc description) {
    return new Activation(DNNL_ARG_DST, node.name(), description);
  }
}
