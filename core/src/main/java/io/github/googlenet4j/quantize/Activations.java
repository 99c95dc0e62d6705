package io.github.googlenet4j.quantize;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Quantization;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
   * All places, and all that convolutions read. A program gives three results at most, one a head,
   * so the network is run once for every three of them, up to the last.
   *
   * @param done told the share that is done
   */
  static Map<String, Activation> measure(
      Network simplified,
      Engine engine,
      EngineOptions options,
      Pictures pictures,
      DoubleConsumer done) {
    List<String> names = new ArrayList<>();
    Map<String, Activation> activations = new LinkedHashMap<>();
    Set<String> wanted = places(simplified.graph());
    for (Node node : simplified.graph().nodes()) {
      boolean read =
          simplified.graph().readers(node.name()).stream()
              .anyMatch(reader -> reader.operation() instanceof Convolution);
      if (read || wanted.contains(node.name())) {
        names.add(node.name());
        activations.put(node.name(), new Activation(node.shape().channels()));
      }
    }
    Head[] heads = Head.values();
    for (int first = 0; first < names.size(); first += heads.length) {
      Map<Head, String> read = new EnumMap<>(Head.class);
      for (int i = 0; i < Math.min(heads.length, names.size() - first); i++) {
        read.put(heads[i], names.get(first + i));
      }
      try (Program program = engine.compile(simplified.reading(read), options)) {
        for (FloatBuffer batch : pictures.batches()) {
          Outputs outputs = program.run(batch, pictures.size(batch));
          read.forEach(
              (head, name) ->
                  activations.computeIfPresent(
                      name, (key, activation) -> activation.with(outputs.of(head))));
        }
      }
      done.accept((double) Math.min(names.size(), first + heads.length) / names.size());
    }
    return activations;
  }
}
