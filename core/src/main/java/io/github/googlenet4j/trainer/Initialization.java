package io.github.googlenet4j.trainer;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.Variant;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * The weights that training begins with.
 *
 * <p>With batch normalisation: He's normal distribution over the inputs (arXiv 1502.01852), and
 * normalisation that changes nothing. Without: as Caffe's bvlc_googlenet, uniform with variance 1 /
 * inputs and a bias of .2, which keeps ReLUs active. Smaller, normally distributed weights lead to
 * the dead start that {@link DeadStartGuard} looks for. Classifiers: a deviation of .01 and no
 * bias, so that the first loss is ln(classes).
 *
 * <p>Each parameter's values depend on the seed and its name alone.
 */
public final class Initialization {
  private static final float ALIVE = .2f;

  private final Variant variant;
  private final long seed;

  /** The initial weights of a variant; another seed gives other weights. */
  public Initialization(Variant variant, long seed) {
    this.variant = variant;
    this.seed = seed;
  }

  /** All weights of a graph. */
  public Weights weights(Graph graph) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    graph.parameters().forEach(parameter -> tensors.put(parameter.name(), tensor(parameter)));
    return new Weights(tensors);
  }

  Tensor tensor(Parameter parameter) {
    float[] values = new float[Math.toIntExact(parameter.size())];
    String name = parameter.name();
    if (name.endsWith(".weight")) {
      fill(values, name, parameter.shape());
    } else if (name.endsWith(".scale") || name.endsWith(".variance")) {
      Arrays.fill(values, 1);
    } else if (name.endsWith(".bias") && !variant.batchNorm() && !isClassifier(name)) {
      Arrays.fill(values, ALIVE);
    }
    return new Tensor(parameter.shape(), values);
  }

  private void fill(float[] values, String name, List<Integer> shape) {
    int inputs = values.length / shape.get(0);
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + crc.getValue());
    for (int i = 0; i < values.length; i++) {
      if (isClassifier(name)) {
        values[i] = (float) (.01 * random.nextGaussian());
      } else if (variant.batchNorm()) {
        values[i] = (float) (Math.sqrt(2.0 / inputs) * random.nextGaussian());
      } else {
        values[i] = (float) (Math.sqrt(3.0 / inputs) * (2 * random.nextDouble() - 1));
      }
    }
  }

  static boolean isClassifier(String name) {
    return name.contains("/classifier.");
  }
}
