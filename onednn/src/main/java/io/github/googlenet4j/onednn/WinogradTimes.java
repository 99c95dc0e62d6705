package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.machine.FirstLayers;
import io.github.googlenet4j.machine.Measurements;
import io.github.googlenet4j.machine.Race;
import io.github.googlenet4j.onednn.internal.nativelib.InstructionSet;
import io.github.googlenet4j.onednn.internal.primitive.ThreadShare;
import io.github.googlenet4j.onednn.internal.primitive.WinogradRule;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From how many tiles on Winograd's algorithm is faster than oneDNN's own convolution.
 *
 * <p>It saves multiplications and moves more data, and its matrix products are slow where they have
 * few rows, which are the tiles. Where it begins to pay differs from CPU to CPU. So some 3x3
 * convolutions are run on one thread with both algorithms: the second convolution of the network,
 * that of inception 3b, and the latter on smaller activations.
 */
final class WinogradTimes {
  /** No convolution has so many tiles. */
  static final int NEVER = Integer.MAX_VALUE;

  private static final Duration LIMIT = Duration.ofMillis(60);

  /** What it has to gain, so that chance does not decide. */
  private static final double WORTH_IT = .97;

  /**
   * A 3x3 convolution.
   *
   * @param side of its input and its result
   */
  private record Layer(int side, int inputs, int outputs) {
    private Shape input() {
      return new Shape(side, side, inputs);
    }

    int tiles() {
      return WinogradRule.tiles(input(), 1, ThreadShare.WHOLE);
    }

    Network network() {
      Convolution convolution = new Convolution("layer", outputs, 3, 1, 1, false);
      Node node =
          new Node("layer", convolution, List.of(Graph.PICTURES), new Shape(side, side, outputs));
      String weight = "layer.weight";
      Tensor values = FirstLayers.values(weight, List.of(outputs, inputs, 3, 3));
      return new Network(
          new Graph(input(), List.of(node), Map.of(Head.MAIN, "layer")),
          new Weights(Map.of(weight, values)));
    }
  }

  /** By the number of their tiles: 196, 49, 25 and 16. */
  private static final List<Layer> LAYERS =
      List.of(
          new Layer(56, 64, 192),
          new Layer(28, 128, 192),
          new Layer(20, 128, 192),
          new Layer(14, 128, 192));

  private WinogradTimes() {}

  /**
   * The least number of a thread's tiles; measured if it is not known.
   *
   * @param library its version and instructions
   */
  static int leastTiles(String library) {
    return InstructionSet.allowsWinograd(InstructionSet.current())
        ? leastTiles(times(library))
        : NEVER;
  }

  /** Times by {@link #name}; measured if they are not known. */
  static Map<String, Double> times(String library) {
    return Measurements.shared().get("Winograd, " + library, WinogradTimes::measure);
  }

  /** The smallest of the layers that gain, if all larger ones gain too. */
  static int leastTiles(Map<String, Double> times) {
    int least = NEVER;
    for (Layer layer : LAYERS) {
      double convolution = times.getOrDefault(name(layer, false), 0.0);
      double winograd = times.getOrDefault(name(layer, true), Double.POSITIVE_INFINITY);
      if (winograd > WORTH_IT * convolution) {
        break;
      }
      least = layer.tiles();
    }
    return least;
  }

  /** {@code 49/convolution} or {@code 49/winograd}, for the layer with 49 tiles. */
  private static String name(Layer layer, boolean winograd) {
    return layer.tiles() + (winograd ? "/winograd" : "/convolution");
  }

  private static Map<String, Double> measure() {
    Map<String, Runnable> runs = new LinkedHashMap<>();
    List<OneDnnProgram> programs = new ArrayList<>();
    try {
      for (Layer layer : LAYERS) {
        FloatBuffer picture = FirstLayers.pictures(layer.input().size());
        for (boolean winograd : new boolean[] {false, true}) {
          OneDnnProgram program =
              new OneDnnProgram(
                  layer.network(),
                  new Arithmetic(Precision.FP32, false, winograd ? 1 : NEVER),
                  EngineOptions.DEFAULT.withLargestBatch(1),
                  1);
          programs.add(program);
          runs.put(name(layer, winograd), () -> program.run(picture, 1));
        }
      }
      return Race.milliseconds(runs, LIMIT);
    } finally {
      Collections.reverse(programs);
      programs.forEach(OneDnnProgram::close);
    }
  }
}
