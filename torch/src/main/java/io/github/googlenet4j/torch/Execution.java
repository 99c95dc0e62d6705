package io.github.googlenet4j.torch;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.dropout;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.relu_;
import static org.bytedeco.pytorch.global.torch.softmax;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
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
import io.github.googlenet4j.graph.Window;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/**
 * Runs a graph in LibTorch, node after node; gradients follow from what LibTorch records.
 *
 * <p>Activations are NCHW to LibTorch and NHWC in memory (channels last), as are the convolutions'
 * weights: so they came, and so oneDNN's kernels like them best.
 *
 * <p>A result is let go after its last reader. What a gradient needs of it, LibTorch keeps; nodes
 * below all that is trained leave nothing behind.
 */
final class Execution {
  private static final double MOMENTUM = .1;

  private final Graph graph;
  private final Constants constants;
  private final Set<String> frozen;
  private final boolean training;
  private final Set<String> inPlace = new HashSet<>();
  private final Map<String, List<String>> lastRead = new HashMap<>();

  /**
   * @param frozen names of parameters that do not change; batch normalisation with such parameters
   *     uses its running statistics in training too
   * @param training whether dropout drops and batch normalisation uses the batch's statistics
   */
  Execution(Graph graph, Constants constants, Set<String> frozen, boolean training) {
    this.graph = graph;
    this.constants = constants;
    this.frozen = frozen;
    this.training = training;
    Map<String, String> last = new HashMap<>();
    for (Node node : graph.nodes()) {
      node.inputs().forEach(input -> last.put(input, node.name()));
      if (node.operation() instanceof Relu && overwrites(node)) {
        inPlace.add(node.name());
      }
    }
    last.remove(Graph.PICTURES); // the caller's
    graph.heads().values().forEach(last::remove);
    last.forEach(
        (input, reader) -> {
          if (!inPlace.contains(reader)) { // there it lives on as the reader's result
            lastRead.computeIfAbsent(reader, ignored -> new ArrayList<>()).add(input);
          }
        });
  }

  /**
   * Whether a ReLU may write over what it reads: what a convolution, batch normalisation or matrix
   * product gave, and nobody else reads. None of them needs it for its gradient.
   */
  private boolean overwrites(Node relu) {
    String input = relu.input();
    if (input.equals(Graph.PICTURES)) {
      return false;
    }
    Operation before = graph.node(input).operation();
    boolean makesItsOwn =
        before instanceof Convolution
            || before instanceof BatchNormalization
            || before instanceof Linear;
    return makesItsOwn && graph.readers(input).size() == 1 && !graph.heads().containsValue(input);
  }

  /**
   * The results of all heads.
   *
   * @param pictures N x 3 x H x W, RGB 0..255
   * @param parameters by name; running statistics are changed in training
   */
  Map<Head, Tensor> run(Tensor pictures, Map<String, Tensor> parameters) {
    Map<String, Tensor> values = new HashMap<>();
    values.put(Graph.PICTURES, pictures);
    for (Node node : graph.nodes()) {
      List<Tensor> inputs = node.inputs().stream().map(name -> get(values, name)).toList();
      values.put(node.name(), apply(node, inputs, parameters));
      lastRead.getOrDefault(node.name(), List.of()).forEach(name -> get(values, name).close());
    }
    Map<Head, Tensor> heads = new EnumMap<>(Head.class);
    graph.heads().forEach((head, name) -> heads.put(head, get(values, name)));
    return heads;
  }

  private static Tensor get(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private Tensor apply(Node node, List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor x = inputs.get(0);
    Operation operation = node.operation();
    if (operation instanceof Convolution convolution) {
      return convolution(x, convolution, parameters);
    } else if (operation instanceof BatchNormalization norm) {
      return batchNormalization(x, norm, parameters);
    } else if (operation instanceof Relu) {
      return inPlace.contains(node.name()) ? rectified(x) : relu(x);
    } else if (operation instanceof MaxPool pool) {
      Window window = pool.window();
      return max_pool2d(
          x,
          both(window.kernel()),
          both(window.stride()),
          both(window.padding()),
          both(1),
          window.roundUp());
    } else if (operation instanceof Concatenation) {
      return cat(new TensorVector(inputs.toArray(Tensor[]::new)), 1);
    } else if (operation instanceof Normalization normalization) {
      return constants.normalize(x, normalization);
    } else if (operation instanceof LocalResponseNormalization norm) {
      return constants.localResponse(x, norm);
    } else if (operation instanceof AveragePool pool) {
      Window window = pool.window();
      return avg_pool2d(
          x,
          both(window.kernel()),
          both(window.stride()),
          both(window.padding()),
          window.roundUp(),
          false, // only pixels inside count
          new LongOptional());
    } else if (operation instanceof AdaptiveAveragePool pool) {
      return adaptive_avg_pool2d(x, pool.height(), pool.width());
    } else if (operation instanceof GlobalAveragePool) {
      return adaptive_avg_pool2d(x, 1, 1);
    } else if (operation instanceof Dropout drop) {
      // The function: the module of that name crashes the JVM.
      return dropout(x, drop.probability(), training);
    } else if (operation instanceof Linear product) {
      return linear(x, product, parameters);
    } else if (operation instanceof Softmax) {
      return softmax(x, 1);
    }
    throw new IllegalStateException(node.name() + ": no such operation here: " + operation);
  }

  private static long[] both(int value) {
    return new long[] {value, value};
  }

  /** The same tensor, changed. */
  private static Tensor rectified(Tensor x) {
    relu_(x);
    return x;
  }

  private static Tensor convolution(
      Tensor x, Convolution operation, Map<String, Tensor> parameters) {
    if (!operation.border().isEmpty()) {
      throw new IllegalArgumentException(
          operation.parameters()
              + ": expected padding with zeros, found a border. Train and compile a network as it"
              + " was built.");
    }
    TensorOptional bias =
        operation.bias()
            ? Native.maybe(get(parameters, operation.parameters() + ".bias"))
            : new TensorOptional();
    Tensor y =
        conv2d(
            x,
            get(parameters, operation.parameters() + ".weight"),
            bias,
            both(operation.stride()),
            both(operation.padding()),
            both(1),
            1);
    return operation.relu() ? rectified(y) : y;
  }

  private Tensor batchNormalization(
      Tensor x, BatchNormalization operation, Map<String, Tensor> parameters) {
    String prefix = operation.parameters();
    boolean measure = training && !frozen.contains(prefix + ".scale");
    if (measure && x.numel() == x.size(1)) { // their unbiased variance would be 0/0
      throw new IllegalArgumentException(
          "batch: expected more than one value a channel at %s, found one. Use larger batches or pictures."
              .formatted(prefix));
    }
    return batch_norm(
        x,
        Native.maybe(get(parameters, prefix + ".scale")),
        Native.maybe(get(parameters, prefix + ".shift")),
        Native.maybe(get(parameters, prefix + ".mean")),
        Native.maybe(get(parameters, prefix + ".variance")),
        measure,
        MOMENTUM,
        operation.epsilon(),
        true);
  }

  private static Tensor linear(Tensor x, Linear operation, Map<String, Tensor> parameters) {
    Tensor y =
        org.bytedeco.pytorch.global.torch.linear(
            x.flatten(1, -1), // in NCHW order, whatever lies in memory
            get(parameters, operation.parameters() + ".weight"),
            Native.maybe(get(parameters, operation.parameters() + ".bias")));
    return operation.relu() ? rectified(y) : y;
  }
}
