package io.github.googlenet4j.torch;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu_;

import io.github.googlenet4j.graph.Graph;
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
import io.github.googlenet4j.graph.OperationVisitor;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.torch.internal.cuda.MaxPooling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable DropoutMasks masks;
  private final @Nullable MaxPooling pooling;
  private final ScalarType type;
  private final Tape tape = new Tape();
  private final Functions functions = new Functions();
  private final Set<String> inPlace = new HashSet<>();
  private final Map<String, List<String>> lastRead = new HashMap<>();

  /**
   * @param frozen names of parameters that do not change; batch normalisation with such parameters
   *     uses its running statistics in training too
   * @param masks what dropout multiplies by; null for answers: nothing is dropped, and batch
   *     normalisation uses its running statistics
   */
  Execution(Graph graph, Constants constants, Set<String> frozen, @Nullable DropoutMasks masks) {
    this(graph, constants, frozen, masks, null, ScalarType.Float);
  }

  /**
   * The same with kernels of our own.
   *
   * @param pooling kernels for max pools; LibTorch's own if null
   * @param type of all activations; that of the parameters. Autocast chooses another for itself
   */
  Execution(
      Graph graph,
      Constants constants,
      Set<String> frozen,
      @Nullable DropoutMasks masks,
      @Nullable MaxPooling pooling,
      ScalarType type) {
    this.graph = graph;
    this.constants = constants;
    this.frozen = frozen;
    this.masks = masks;
    this.pooling = pooling;
    this.type = type;
    Map<String, String> last = new HashMap<>();
    for (Node node : graph.nodes()) {
      node.inputs().forEach(input -> last.put(input, node.name()));
      if (node.operation() instanceof Relu && overwrites(node)) {
        inPlace.add(node.name());
      }
    }
    last.remove(Graph.PICTURES); // the caller's
    graph.outputs().values().forEach(last::remove);
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
    return makesItsOwn && graph.readers(input).size() == 1 && !graph.outputs().containsValue(input);
  }

  /**
   * The results of all outputs, by their names.
   *
   * @param pictures N x 3 x H x W, RGB 0..255
   * @param parameters by name; running statistics are changed in training
   */
  Map<String, Tensor> run(Tensor pictures, Map<String, Tensor> parameters) {
    tape.clear();
    Map<String, Tensor> values = new HashMap<>();
    values.put(Graph.PICTURES, pictures);
    for (Node node : graph.nodes()) {
      List<Tensor> inputs = node.inputs().stream().map(name -> get(values, name)).toList();
      Reads reads = new Reads(node.name(), inputs, parameters);
      Tensor value = node.operation().accept(functions, reads);
      values.put(node.name(), pooledByKernels(node, value) ? tape.cut(value) : value);
      lastRead.getOrDefault(node.name(), List.of()).forEach(name -> get(values, name).close());
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    graph.outputs().forEach((output, name) -> outputs.put(output, get(values, name)));
    return outputs;
  }

  /**
   * Adds the gradient of a sum of the last run's results to those of the parameters.
   *
   * @param total one value
   */
  void backward(Tensor total) {
    tape.backward(total);
  }

  /** Whether a max pool that LibTorch does not record reads a value whose gradient is needed. */
  private boolean pooledByKernels(Node node, Tensor value) {
    return pooling != null
        && value.requires_grad()
        && graph.readers(node.name()).stream().anyMatch(r -> r.operation() instanceof MaxPool)
        && pooling.fits(value);
  }

  private static Tensor get(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  /** The operations as functions of LibTorch. */
  private final class Functions implements OperationVisitor<Tensor, Reads> {
    @Override
    public Tensor normalization(Normalization operation, Reads reads) {
      return constants.normalize(reads.first(), operation).to(type);
    }

    @Override
    public Tensor convolution(Convolution operation, Reads reads) {
      return Execution.convolution(reads.first(), operation, reads.parameters());
    }

    @Override
    public Tensor batchNormalization(BatchNormalization operation, Reads reads) {
      return Execution.this.batchNormalization(reads.first(), operation, reads.parameters());
    }

    @Override
    public Tensor relu(Relu operation, Reads reads) {
      Tensor x = reads.first();
      return inPlace.contains(reads.node()) ? rectified(x) : torch.relu(x);
    }

    @Override
    public Tensor localResponseNormalization(LocalResponseNormalization operation, Reads reads) {
      return constants.localResponse(reads.first(), operation);
    }

    @Override
    public Tensor maxPool(MaxPool operation, Reads reads) {
      Window window = operation.window();
      Tensor x = reads.first();
      if (pooling != null && pooling.fits(x)) {
        return x.requires_grad()
            ? tape.pool(pooling, x, window)
            : pooling.forward(x, window, false).values();
      }
      return max_pool2d(
          x,
          both(window.kernel()),
          both(window.stride()),
          both(window.padding()),
          both(1),
          window.roundUp());
    }

    @Override
    public Tensor averagePool(AveragePool operation, Reads reads) {
      Window window = operation.window();
      Tensor x = reads.first();
      // On a GPU, gradients of windows that reach beyond the edge are wrong with channels last.
      Tensor read = x.is_cuda() ? x.contiguous() : x;
      Tensor y = averaged(read, window);
      return x.is_cuda() ? y.contiguous(MemoryFormat.ChannelsLast) : y;
    }

    private Tensor averaged(Tensor x, Window window) {
      return avg_pool2d(
          x,
          both(window.kernel()),
          both(window.stride()),
          both(window.padding()),
          window.roundUp(),
          false, // only pixels inside count
          new LongOptional());
    }

    @Override
    public Tensor adaptiveAveragePool(AdaptiveAveragePool operation, Reads reads) {
      return adaptive_avg_pool2d(reads.first(), operation.height(), operation.width());
    }

    @Override
    public Tensor globalAveragePool(GlobalAveragePool operation, Reads reads) {
      return adaptive_avg_pool2d(reads.first(), 1, 1);
    }

    @Override
    public Tensor concatenation(Concatenation operation, Reads reads) {
      return cat(new TensorVector(reads.tensors().toArray(Tensor[]::new)), 1);
    }

    @Override
    public Tensor dropout(Dropout operation, Reads reads) {
      Tensor x = reads.first();
      return masks == null || operation.probability() == 0
          ? new Tensor(x) // a handle of its own, as every node's value is closed
          : x.mul(masks.mask(reads.node(), x, operation.probability()));
    }

    @Override
    public Tensor linear(Linear operation, Reads reads) {
      return Execution.linear(reads.first(), operation, reads.parameters());
    }

    @Override
    public Tensor softmax(Softmax operation, Reads reads) {
      return torch.softmax(reads.first(), 1);
    }
  }

  /** What a node reads. */
  private record Reads(String node, List<Tensor> tensors, Map<String, Tensor> parameters) {
    Tensor first() {
      return tensors.get(0);
    }
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
    Tensor weight = get(parameters, operation.parameters() + ".weight");
    if (operation.relu() && operation.bias() && x.is_cuda()) { // never with a gradient
      return torch.cudnn_convolution_relu(
          x, weight, bias, both(operation.stride()), both(operation.padding()), both(1), 1);
    }
    Tensor y =
        conv2d(x, weight, bias, both(operation.stride()), both(operation.padding()), both(1), 1);
    return operation.relu() ? rectified(y) : y;
  }

  private Tensor batchNormalization(
      Tensor x, BatchNormalization operation, Map<String, Tensor> parameters) {
    String prefix = operation.parameters();
    boolean measure = masks != null && !frozen.contains(prefix + ".scale");
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
        torch.linear(
            x.flatten(1, -1), // in NCHW order, whatever lies in memory
            get(parameters, operation.parameters() + ".weight"),
            Native.maybe(get(parameters, operation.parameters() + ".bias")));
    return operation.relu() ? rectified(y) : y;
  }
}
