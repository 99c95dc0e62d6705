package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.protobuf.FileTensor;
import io.github.googlenet4j.protobuf.ProtobufFile;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of the units under our names.
 *
 * <p>Many programs fold batch normalisation into the convolution when they write ONNX. Where a
 * variant has it and the file does not, the convolution's bias becomes the shift of a normalisation
 * that changes nothing else: mean 0, scale 1, and a variance of 1 less epsilon. Folding that again
 * gives the file's weights bit for bit: the factor differs from 1 by less than 2^-25, half of what
 * float32 can tell apart.
 *
 * <p>A normalisation with another epsilon has its scale changed by the ratio of the deviations, and
 * a convolution's bias before one is subtracted from the mean, where the variant has no such bias.
 */
final class LayerWeights {
  private final ProtobufFile file;
  private final Variant variant;
  private final Map<String, FileTensor> tensors = new LinkedHashMap<>();
  private int folded;
  private int takenBiases;
  private boolean otherEpsilon;

  private LayerWeights(ProtobufFile file, Variant variant) {
    this.file = file;
    this.variant = variant;
  }

  static LayerWeights of(ProtobufFile file, Topology topology) throws ModelFileException {
    LayerWeights weights = new LayerWeights(file, topology.variant());
    Set<String> layers = new LinkedHashSet<>();
    topology.units().keySet().forEach(node -> layers.add(node.name()));
    for (Map.Entry<Node, Unit> found : topology.units().entrySet()) {
      Node node = found.getKey();
      Unit unit = found.getValue();
      if (node.operation() instanceof Convolution convolution) {
        weights.requireOwnName(node, unit, layers);
        weights.addConvolution(convolution, unit);
      } else if (node.operation() instanceof Linear linear) {
        weights.requireOwnName(node, unit, layers);
        weights.addLinear(linear, unit);
      }
    }
    return weights;
  }

  Map<String, FileTensor> tensors() {
    return tensors;
  }

  /** How many convolutions have batch normalisation folded into them. */
  int folded() {
    return folded;
  }

  /** How many biases before a normalisation became part of its mean. */
  int takenBiases() {
    return takenBiases;
  }

  /** Whether scales were changed to make up for another epsilon. */
  boolean otherEpsilon() {
    return otherEpsilon;
  }

  /** Where weights have Caffe's names, these have to agree with the place of their layer. */
  private void requireOwnName(Node node, Unit unit, Set<String> layers) throws ModelFileException {
    String name = unit.weight.orElseThrow().name();
    String named = "";
    for (String layer : layers) {
      boolean begins = name.startsWith(layer) && layer.indexOf('/') > 0;
      boolean ends =
          name.length() > layer.length() && "._".indexOf(name.charAt(layer.length())) >= 0;
      if (begins && ends && layer.length() > named.length()) {
        named = layer;
      }
    }
    if (!named.isEmpty() && !named.equals(node.name())) {
      throw file.refused(
          "the weights of %s at its place in the network".formatted(node.name()),
          "%s at %s".formatted(PrintableText.shortened(name), unit),
          "Export the network again.");
    }
  }

  private void put(String name, List<Integer> shape, Constant like, FileTensor.Source source) {
    String type = like.numbers().orElseThrow().type().name();
    tensors.put(name, new FileTensor(shape, type, source));
  }

  private void addConvolution(Convolution convolution, Unit unit) {
    String name = convolution.parameters();
    Constant weight = unit.weight.orElseThrow();
    int outputs = convolution.outputs();
    List<Integer> vector = List.of(outputs);
    put(name + ".weight", weight.extents(), weight, weight.numbers().orElseThrow()::read);
    if (convolution.bias()) {
      boolean shift = variant.batchNorm() && unit.norm.isEmpty();
      put(
          name + ".bias",
          vector,
          weight,
          f -> shift ? new float[outputs] : values(f, unit.bias, outputs));
    }
    if (!variant.batchNorm()) {
      return;
    }
    String bn = name + ".bn.";
    if (unit.norm.isEmpty()) {
      folded++;
      float variance = (float) (1 - variant.batchNormEpsilon());
      put(bn + "scale", vector, weight, f -> all(outputs, 1));
      put(bn + "shift", vector, weight, f -> values(f, unit.bias, outputs));
      put(bn + "mean", vector, weight, f -> new float[outputs]);
      put(bn + "variance", vector, weight, f -> all(outputs, variance));
      return;
    }
    Constant scale = unit.norm.get(0);
    Constant shift = unit.norm.get(1);
    Constant mean = unit.norm.get(2);
    Constant variance = unit.norm.get(3);
    boolean taken = !convolution.bias() && unit.bias.isPresent();
    boolean sameEpsilon = unit.epsilon == (float) variant.batchNormEpsilon();
    takenBiases += taken ? 1 : 0;
    otherEpsilon |= !sameEpsilon;
    put(
        bn + "scale",
        vector,
        scale,
        f ->
            sameEpsilon
                ? scale.values(f, outputs)
                : scaled(scale.values(f, outputs), variance.values(f, outputs), unit.epsilon));
    put(bn + "shift", vector, shift, f -> shift.values(f, outputs));
    put(
        bn + "mean",
        vector,
        mean,
        f ->
            taken
                ? less(mean.values(f, outputs), values(f, unit.bias, outputs))
                : mean.values(f, outputs));
    put(bn + "variance", vector, variance, f -> variance.values(f, outputs));
  }

  private void addLinear(Linear linear, Unit unit) {
    Constant weight = unit.weight.orElseThrow();
    int outputs = unit.outputs();
    int inputs = (int) (weight.count() / outputs);
    List<Integer> shape = List.of(outputs, inputs);
    put(
        linear.parameters() + ".weight",
        shape,
        weight,
        f -> weight.transposed() ? transposed(f, weight, outputs, inputs) : weight.values(f, 0));
    put(
        linear.parameters() + ".bias",
        List.of(outputs),
        weight,
        f -> values(f, unit.bias, outputs));
  }

  private static float[] values(ProtobufFile file, Optional<Constant> bias, int outputs)
      throws IOException {
    return bias.isEmpty() ? new float[outputs] : bias.get().values(file, outputs);
  }

  private static float[] all(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  private float[] scaled(float[] scale, float[] variance, double epsilon) {
    for (int i = 0; i < scale.length; i++) {
      double ratio =
          Math.sqrt((variance[i] + variant.batchNormEpsilon()) / (variance[i] + epsilon));
      scale[i] = (float) (scale[i] * ratio);
    }
    return scale;
  }

  private static float[] less(float[] mean, float[] bias) {
    for (int i = 0; i < mean.length; i++) {
      mean[i] -= bias[i];
    }
    return mean;
  }

  /** From inputs x outputs. */
  private static float[] transposed(ProtobufFile file, Constant weight, int outputs, int inputs)
      throws IOException {
    float[] stored = weight.values(file, 0);
    float[] values = new float[stored.length];
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        values[o * inputs + i] = stored[i * outputs + o];
      }
    }
    return values;
  }
}
