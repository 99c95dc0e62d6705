package io.github.googlenet4j.file;

import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Models with few classes and seeded weights. */
public final class SmallModels {
  public static final List<String> CLASSES = List.of("crane", "crane", "Käfer \"\u53f0\u98ce\"");

  private SmallModels() {}

  public static Weights weights(Variant variant, boolean auxiliary) {
    Random random = new Random(3);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter :
        GoogLeNet.graph(variant, CLASSES.size(), 224, auxiliary).parameters()) {
      float[] values = new float[(int) parameter.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() - .5f;
      }
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values));
    }
    return new Weights(tensors);
  }

  public static Model model(Variant variant, boolean auxiliary) {
    return new Model(variant, CLASSES, auxiliary, weights(variant, auxiliary));
  }
}
