package io.github.googlenet4j.trainer;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.loading.PicturePipeline;
import io.github.googlenet4j.train.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fits new auxiliary heads to the activations of a trained network.
 *
 * <p>{@link Initialization} keeps the size of what a layer reads. Caffe's network has activations
 * of 10 to 100 where the auxiliary heads read it, so that their first logits are as large, and the
 * first losses many times ln(classes). The weights of a new head's convolution are therefore
 * divided by the root mean square of what it reads on some training pictures, as LSUV does for each
 * layer (arXiv 1511.06422). It is rounded to a power of two: the bits of a measured value depend on
 * the processor, and a run's start should not. With batch normalisation there is nothing to do.
 */
public final class NewHeads {
  private static final int PICTURES = 32;

  private NewHeads() {}

  /**
   * A start whose new auxiliary heads give each class about the same probability.
   *
   * @param start of which these heads are changed
   * @param kept names of the weights that are not new
   * @param examples that are trained on; some of them are read
   * @param engine computes what the heads read
   * @param options of the engine
   * @param limits what one picture may cost
   */
  public static StartingPoint scaled(
      StartingPoint start,
      Set<String> kept,
      Recipe recipe,
      List<Example> examples,
      Engine engine,
      EngineOptions options,
      PictureLimits limits) {
    Map<String, String> read = new LinkedHashMap<>(); // weights by the node that they read
    if (!start.variant().batchNorm() && recipe.heads().auxiliary()) {
      for (Head head : List.of(Head.AUX1, Head.AUX2)) {
        String weights = head.prefix() + "conv.weight";
        if (!kept.contains(weights)) {
          read.put(head.prefix() + "ave_pool", weights);
        }
      }
    }
    if (read.isEmpty()) {
      return start;
    }
    Map<String, Double> squares =
        meanSquares(
            start.network(recipe, recipe.side()).withOutputs(read.keySet()),
            read.keySet(),
            pictures(start, examples, limits),
            engine,
            options);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : start.weights().names()) {
      tensors.put(name, start.weights().get(name));
    }
    squares.forEach(
        (node, square) ->
            tensors.computeIfPresent(
                read.getOrDefault(node, ""),
                (name, tensor) -> divided(tensor, powerOfTwo(Math.sqrt(square)))));
    return start.withWeights(new Weights(tensors));
  }

  /** Evenly spread over the examples, which are sorted by class. */
  private static PicturePipeline pictures(
      StartingPoint start, List<Example> examples, PictureLimits limits) {
    int count = Math.min(PICTURES, examples.size());
    List<Path> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(examples.get((int) ((long) i * examples.size() / count)).file());
    }
    return new PicturePipeline(
        new PictureReader(limits), start.preparation(), Math.max(1, count), some);
  }

  /** The mean square of each node's values; none where no picture can be read. */
  private static Map<String, Double> meanSquares(
      Network network,
      Set<String> nodes,
      PicturePipeline pictures,
      Engine engine,
      EngineOptions options) {
    Map<String, Double> squares = new LinkedHashMap<>();
    EngineOptions exact = options.withPrecision(Precision.FP32).withLargestBatch(PICTURES);
    try (pictures;
        Program program = engine.compile(network, exact)) {
      PicturePipeline.PreparedBatch batch = pictures.next();
      Outputs outputs = program.run(batch.pictures(), batch.size());
      for (String node : nodes) {
        float[] values = outputs.of(node);
        int size = values.length / batch.size();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < values.length; i++) {
          if (batch.refusals().get(i / size).isEmpty()) {
            sum += (double) values[i] * values[i];
            count++;
          }
        }
        if (sum > 0) {
          squares.put(node, sum / count);
        }
      }
    }
    return squares;
  }

  private static double powerOfTwo(double value) {
    return Math.scalb(1.0, (int) Math.round(Math.log(value) / Math.log(2)));
  }

  private static Tensor divided(Tensor tensor, double divisor) {
    float[] values = tensor.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] / divisor);
    }
    return new Tensor(tensor.shape(), values);
  }
}
