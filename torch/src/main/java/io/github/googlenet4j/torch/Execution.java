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
import java.util.EnumMap;
import java.util.HashMap;
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
 * @param frozen names of parameters that do not change; batch normalisation with such parameters
 *     uses its running statistics in training too
 */
record Execution(Graph graph, Constants constants, Set<String> frozen, boolean training) {
  private static final double MOMENTUM = .1;

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
      // What a convolution, batch normalisation or matrix product gave is read by nobody else, and
      // none of them needs it for its gradient.
      return inPlace(node) ? relu_(x) : relu(x);
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
      return training ? dropout(x, drop.probability(), true) : x;
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

  private boolean inPlace(Node relu) {
    String input = relu.input();
    Operation before = graph.node(input).operation();
    boolean makesItsOwn =
        before instanceof Convolution
            || before instanceof BatchNormalization
            || before instanceof Linear;
    return makesItsOwn && graph.readers(input).size() == 1 && !graph.heads().containsValue(input);
  }

  private static Tensor convolution(
      Tensor x, Convolution operation, Map<String, Tensor> parameters) {
    if (!operation.border().isEmpty()) {
      throw new IllegalStateException(
          operation.parameters() + ": expected a padding of zeros, found a border.");
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
    return operation.relu() ? relu_(y) : y;
  }

  private Tensor batchNormalization(
      Tensor x, BatchNormalization operation, Map<String, Tensor> parameters) {
    String prefix = operation.parameters();
    return batch_norm(
        x,
        Native.maybe(get(parameters, prefix + ".scale")),
        Native.maybe(get(parameters, prefix + ".shift")),
        Native.maybe(get(parameters, prefix + ".mean")),
        Native.maybe(get(parameters, prefix + ".variance")),
        training && !frozen.contains(prefix + ".scale"),
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
    return operation.relu() ? relu_(y) : y;
  }
}
