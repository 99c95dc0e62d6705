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
import java.util.Set;
import java.util.function.DoubleConsumer;

/** How large a network's activations become on pictures. */
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

  /**
   * A histogram for each place. A program gives three results at most, one a head, so the network
   * is run once for every three places, up to the last of them.
   *
   * @param done told the share that is done
   */
  static Map<String, Histogram> measure(
      Network simplified,
      Engine engine,
      EngineOptions options,
      Pictures pictures,
      DoubleConsumer done) {
    List<String> places = new ArrayList<>(places(simplified.graph()));
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    places.forEach(place -> histograms.put(place, new Histogram()));
    Head[] heads = Head.values();
    for (int first = 0; first < places.size(); first += heads.length) {
      Map<Head, String> read = new EnumMap<>(Head.class);
      for (int i = 0; i < Math.min(heads.length, places.size() - first); i++) {
        read.put(heads[i], places.get(first + i));
      }
      try (Program program = engine.compile(simplified.reading(read), options)) {
        for (FloatBuffer batch : pictures.batches()) {
          Outputs outputs = program.run(batch, pictures.size(batch));
          read.forEach(
              (head, place) ->
                  histograms.computeIfPresent(
                      place, (name, histogram) -> histogram.with(outputs.of(head))));
        }
      }
      done.accept((double) Math.min(places.size(), first + heads.length) / places.size());
    }
    return histograms;
  }
}
