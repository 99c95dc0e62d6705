package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Concatenation;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides in which format every activation is stored, and puts conversions where formats meet.
 *
 * <p>Convolutions (and in bf16 the linear layers) read the narrow format; max pools and
 * concatenations pass on what they get; all else reads float32. A convolution writes the narrow
 * format if any convolution reads its result, perhaps through a pool or a concatenation.
 */
final class Lowering {
  private final Graph graph;
  private final Precision precision;
  private final @Nullable Quantization quantization;
  private final Shape framed;
  private final Map<String, Job> jobs = new HashMap<>();
  private final List<Job> order = new ArrayList<>();

  private Lowering(Network network, Precision precision, Shape framed) {
    this.graph = network.graph();
    this.precision = precision;
    this.quantization = network.quantization().orElse(null);
    this.framed = framed;
  }

  /**
   * The jobs of a simplified network in order.
   *
   * @param framed shape of the pictures with their border
   */
  static List<Job> jobs(Network network, Precision precision, Shape framed) {
    Lowering lowering = new Lowering(network, precision, framed);
    network.graph().nodes().forEach(lowering::add);
    return lowering.order;
  }

  private void add(Node node) {
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(in(input, wanted(node)));
    }
    add(new Job(node.name(), inputs, node.shape(), written(node), node));
  }

  private void add(Job job) {
    jobs.put(job.name(), job);
    order.add(job);
  }

  /** The name of an activation in this format, converted where it has another. */
  private String in(String name, Format wanted) {
    if (format(name).equals(wanted)) {
      return name;
    }
    String converted = name + " as " + wanted;
    if (!jobs.containsKey(converted)) {
      Shape shape = name.equals(Graph.PICTURES) ? framed : graph.shape(name);
      add(new Job(converted, List.of(name), shape, wanted, null));
    }
    return converted;
  }

  private Format format(String name) {
    return name.equals(Graph.PICTURES)
        ? Format.FLOAT
        : Objects.requireNonNull(jobs.get(name), name).format();
  }

  private Format wanted(Node node) {
    if (narrow(node)) {
      return narrow(node.input());
    } else if (node.operation() instanceof MaxPool && !isResult(node.name())) {
      boolean converted = graph.readers(node.input()).stream().anyMatch(this::narrow);
      return converted && readNarrow(node.name()) ? narrow(node.input()) : format(node.input());
    } else if (node.operation() instanceof Concatenation && readNarrow(node.name())) {
      return narrow(node.name());
    }
    return Format.FLOAT;
  }

  private Format written(Node node) {
    if (node.operation() instanceof MaxPool || node.operation() instanceof Concatenation) {
      return wanted(node);
    }
    boolean narrow = node.operation() instanceof Convolution && narrow(node);
    return narrow && readNarrow(node.name()) ? narrow(node.name()) : Format.FLOAT;
  }

  /** Whether a node computes in the narrow format. */
  private boolean narrow(Node node) {
    return switch (precision) {
      case BF16 -> node.operation() instanceof Convolution || node.operation() instanceof Linear;
      case INT8 -> quantization != null && quantization.covers(graph, node);
      case FP32, AUTO -> false;
    };
  }

  private boolean readNarrow(String name) {
    return !isResult(name) && graph.reaches(name, this::narrow);
  }

  /** Results are float32. */
  private boolean isResult(String name) {
    return graph.heads().containsValue(name);
  }

  private Format narrow(String activation) {
    return precision == Precision.INT8 && quantization != null
        ? Format.unsigned(quantization.range(graph, activation) / Quantization.RANGE_STEPS)
        : Format.BFLOAT;
  }
}
