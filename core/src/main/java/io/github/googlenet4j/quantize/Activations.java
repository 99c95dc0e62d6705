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

/** What a network's activations are like on pictures. */
final class Activations {
  private Activations() {}

  /** The places that need a range: whatever a convolution reads. */
  static Set<String> places(Graph simplified) {
    Set<String> places = new LinkedHashSet<>();
    for (Node node : simplified.nodes()) {
      if (node.operation() instanceof Convolution) {
        places.add(Quantization.place(simplified, node.input()));
      }
    }
    places.remove(Graph.PICTURES);
    return places;
  }

  static Activation of(Map<String, Activation> activations, String place) {
    return Objects.requireNonNull(activations.get(place), place);
  }

  /** The means of a convolution's input, one a channel, by the convolution. */
  static Map<String, float[]> means(Graph simplified, Map<String, Activation> activations) {
    Map<String, float[]> means = new LinkedHashMap<>();
    for (Node node : simplified.nodes()) {
      Activation input = activations.get(node.input());
      if (node.operation() instanceof Convolution && input != null) {
        means.put(node.name(), input.means());
      }
    }
    return means;
  }

  /**
   * All places, and all that convolutions read.
   *
   * @param done told the share that is done
   */
  static Map<String, Activation> measure(
      Network simplified,
      Engine engine,
      EngineOptions options,
      Pictures pictures,
      DoubleConsumer done) {
    Map<String, Activation> activations = new LinkedHashMap<>();
    Set<String> wanted = places(simplified.graph());
    for (Node node : simplified.graph().nodes()) {
      boolean read =
          simplified.graph().readers(node.name()).stream()
              .anyMatch(reader -> reader.operation() instanceof Convolution);
      if (read || wanted.contains(node.name())) {
        activations.put(node.name(), new Activation(node.shape().channels()));
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
