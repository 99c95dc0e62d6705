package io.github.googlenet4j.engine;

import io.github.googlenet4j.GoldenFile;
import io.github.googlenet4j.GoldenValues;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.weights.TensorNaming;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network of another program and the logits that it gave, from {@code torchvision_golden.py} and
 * the reference document's program.
 *
 * <p>The values of its parameters follow from their names, so only the logits are stored.
 *
 * @param variant which network
 * @param side of the pictures
 * @param tensor the golden logits: as many pictures as it has rows
 */
public record ForeignGolden(Variant variant, int side, String tensor) {
  private static final GoldenFile TORCHVISION =
      GoldenFile.resource("torchvision_golden.safetensors");
  private static final GoldenFile SEED = GoldenFile.resource("seed_golden.safetensors");

  private boolean seed() {
    return variant.equals(Variant.SEED);
  }

  /** The network, auxiliary heads included, with the values that the program gave it. */
  public Network network() {
    int classes = seed() ? 1000 : 10;
    Graph graph = GoogLeNet.graph(variant, classes, side, true);
    TensorNaming naming = seed() ? TensorNaming.SEED : TensorNaming.TORCHVISION;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      int[] shape = parameter.shape().stream().mapToInt(Integer::intValue).toArray();
      String foreign = naming.foreign(parameter.name());
      float[] values = GoldenValues.parameter(foreign, shape, seed() ? "seed:" : "");
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values));
    }
    return new Network(graph, new Weights(tensors));
  }

  /** The logits that the program gave, picture after picture. */
  public float[] logits() {
    return (seed() ? SEED : TORCHVISION).floats(tensor);
  }

  /** Its pictures, NHWC 0..255. The program's inputs were normalised; that is undone here. */
  public float[] pictures() {
    int count = seed() ? 1 : 2;
    double[] u = GoldenValues.values(seed() ? "seed:input" : "input", count * 3 * side * side);
    float[] pictures = new float[u.length];
    int area = side * side;
    for (int i = 0; i < u.length; i++) {
      int channel = i / area % 3;
      double value = (float) (4 * u[i] - 2);
      double picture =
          value * variant.normalization().deviation().get(channel)
              + variant.normalization().mean().get(channel);
      pictures[(i / area / 3 * area + i % area) * 3 + channel] = (float) picture;
    }
    return pictures;
  }

  /** How many pictures there are. */
  public int count() {
    return pictures().length / (3 * side * side);
  }

  /** One of the pictures. */
  public float[] picture(int index) {
    int size = 3 * side * side;
    return Arrays.copyOfRange(pictures(), index * size, (index + 1) * size);
  }

  @Override
  public String toString() {
    return variant.name() + " " + tensor;
  }
}
