package io.github.googlenet4j.graph;

import io.github.googlenet4j.GoldenValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights for any graph. They depend on their names only and keep activations in a moderate range.
 */
public final class SampleWeights {
  private SampleWeights() {}

  /** A network with such weights. */
  public static Network of(Graph graph) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values(parameter)));
    }
    return new Network(graph, new Weights(tensors));
  }

  private static float[] values(Parameter parameter) {
    List<Integer> shape = parameter.shape();
    boolean positive =
        parameter.name().endsWith(".scale") || parameter.name().endsWith(".variance");
    double bound = Math.sqrt(6.0 * shape.get(0) / parameter.size());
    double[] u = GoldenValues.values(parameter.name(), (int) parameter.size());
    float[] values = new float[u.length];
    for (int i = 0; i < u.length; i++) {
      values[i] =
          (float)
              (shape.size() > 1 ? (2 * u[i] - 1) * bound : positive ? .5 + u[i] : .2 * (u[i] - .5));
    }
    return values;
  }

  /** A picture of noise, 0..255, HWC. */
  public static float[] picture(String name, Shape shape) {
    double[] u = GoldenValues.values(name, shape.size());
    float[] values = new float[u.length];
    for (int i = 0; i < u.length; i++) {
      values[i] = (float) Math.floor(256 * u[i]);
    }
    return values;
  }
}
