package io.github.googlenet4j.quantize;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Quantization;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleConsumer;

/** Measures the activations of a network on pictures. */
final class Calibration {
  private Calibration() {}

  /** The activations that need a range: those that convolutions read. */
  static Set<String> rangeOwners(Graph simplified) {
    Set<String> owners = new LinkedHashSet<>();
    for (Node node : simplified.nodes()) {
      if (node.operation() instanceof Convolution) {
        owners.add(Quantization.rangeOwner(simplified, node.input()));
      }
    }
    owners.remove(Graph.PICTURES);
    return owners;
  }

  static ActivationStatistics of(Map<String, ActivationStatistics> activations, String owner) {
    return Objects.requireNonNull(activations.get(owner), owner);
  }

  /** The means of a convolution's input, one a channel, by the convolution. */
  static Map<String, float[]> means(
      Graph simplified, Map<String, ActivationStatistics> activations) {
    Map<String, float[]> means = new LinkedHashMap<>();
    for (Node node : simplified.nodes()) {
      ActivationStatistics input = activations.get(node.input());
      if (node.operation() instanceof Convolution && input != null) {
        means.put(node.name(), input.means());
      }
    }
    return means;
  }

  /**
   * Statistics of all activations that need a range, and of all that convolutions read.
   *
   * @param done told which share is done, 0 to 1
   */
  static Map<String, ActivationStatistics> measure(
      Network simplified,
      Engine engine,
      EngineOptions options,
      CalibrationPictures pictures,
      DoubleConsumer done) {
    Map<String, ActivationStatistics> activations = new LinkedHashMap<>();
    Set<String> wanted = rangeOwners(simplified.graph());
    for (Node node : simplified.graph().nodes()) {
      boolean read =
          simplified.graph().readers(node.name()).stream()
              .anyMatch(reader -> reader.operation() instanceof Convolution);
      if (read || wanted.contains(node.name())) {
        activations.put(node.name(), new ActivationStatistics(node.shape().channels()));
      }
    }
    Network watched = simplified.withOutputs(activations.keySet());
    int seen = 0;
    try (Program program = engine.compile(watched, options)) {
      for (FloatBuffer batch : pictures.batches()) {
        int count = pictures.size(batch);
        Outputs outputs = program.run(batch, count);
        activations.forEach((name, activation) -> activation.with(outputs.of(name)));
        seen += count;
        done.accept((double) seen / pictures.count());
      }
    }
    return activations;
  }
}
