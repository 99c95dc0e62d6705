package io.github.googlenet4j.foreign.caffe;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.protobuf.FileTensor;
import io.github.googlenet4j.protobuf.ProtobufFile;
import io.github.googlenet4j.protobuf.StoredTensor;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The batch normalisation behind convolutions.
 *
 * <p>Caffe divides it between two layers. BatchNorm has three blobs: sums of the mean and of the
 * variance, and a factor that both are divided by (by its inverse, or by nothing at all where it is
 * 0: then both are 0). Scale behind it has the scale and, if it adds one, the shift. Their names
 * are everybody's own, so the convolution is found by what they read.
 *
 * <p>Three things make numbers of Caffe's into ours. A convolution's own bias is subtracted from
 * the mean. Epsilon is the file's there and the variant's here, so that the scale changes by the
 * ratio of the deviations. A norm without a Scale layer has scale 1 and shift 0. None changes what
 * the network computes beyond rounding.
 */
final class BatchNormalizations {
  private static final double EPSILON = Variant.BATCH_NORM.batchNormEpsilon();

  private final ProtobufFile file;
  private final Map<String, FileTensor> tensors = new LinkedHashMap<>();
  private final Set<Layer> covered = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> takenBiases = new LinkedHashSet<>();
  private boolean otherEpsilon;

  private BatchNormalizations(ProtobufFile file) {
    this.file = file;
  }

  /** Finds them among the layers of a file. */
  static BatchNormalizations of(ProtobufFile file, List<Layer> layers) throws IOException {
    BatchNormalizations norms = new BatchNormalizations(file);
    Map<String, Layer> writers = new HashMap<>(); // the last so far, by the blob's name
    IdentityHashMap<Layer, Layer> convolutions = new IdentityHashMap<>(); // by the norm behind
    IdentityHashMap<Layer, Layer> scales = new IdentityHashMap<>(); // by the norm before
    for (Layer layer : layers) {
      Layer before = layer.bottoms().size() == 1 ? writers.get(layer.bottoms().get(0)) : null;
      if (layer.is("BatchNorm") && before != null && before.is("Convolution")) {
        convolutions.put(layer, before);
      } else if (layer.is("Scale") && before != null && convolutions.containsKey(before)) {
        scales.put(before, layer);
      }
      layer.tops().forEach(top -> writers.put(top, layer));
    }
    for (Layer norm : layers) {
      Layer convolution = convolutions.get(norm);
      if (convolution != null) {
        norms.add(convolution, norm, scales.get(norm));
      }
    }
    return norms;
  }

  private void add(Layer convolution, Layer norm, @Nullable Layer scale) throws IOException {
    covered.add(norm);
    require(norm, norm.blobs().size() == 3, "mean, variance and a factor");
    StoredTensor mean = norm.blobs().get(0);
    StoredTensor variance = norm.blobs().get(1);
    StoredTensor factor = norm.blobs().get(2);
    List<Integer> shape = mean.shape();
    require(norm, variance.shape().equals(shape), "as many variances as means");
    require(norm, factor.numbers().count() == 1, "one factor");
    List<StoredTensor> scaling = List.of();
    if (scale != null) {
      covered.add(scale);
      scaling = scale.blobs();
      require(scale, scaling.size() == 1 || scaling.size() == 2, "a scale and perhaps a shift");
      for (StoredTensor blob : scaling) {
        require(scale, blob.shape().equals(shape), "a value for each of " + shape);
      }
    }
    List<StoredTensor> own = convolution.blobs();
    boolean biased = own.size() > 1;
    require(convolution, !biased || own.get(1).shape().equals(shape), "a bias for each mean");
    if (biased) {
      takenBiases.add(convolution.name() + ".bias");
    }
    boolean sameEpsilon = norm.epsilon() == (float) EPSILON;
    otherEpsilon |= !sameEpsilon;
    String bn = convolution.name() + ".bn.";
    StoredTensor gamma = scaling.isEmpty() ? null : scaling.get(0);
    StoredTensor beta = scaling.size() < 2 ? null : scaling.get(1);
    put(bn + "scale", mean, f -> scale(f, gamma, norm, sameEpsilon));
    put(bn + "shift", mean, f -> beta == null ? new float[size(mean)] : beta.numbers().read(f));
    put(bn + "mean", mean, f -> mean(f, norm, biased ? own.get(1) : null));
    put(bn + "variance", mean, f -> divided(f, variance, factor));
  }

  private void put(String name, StoredTensor like, FileTensor.Source source)
      throws ModelFileException {
    if (tensors.put(name, new FileTensor(like.shape(), like.type(), source)) != null) {
      throw file.refused(
          "one BatchNorm layer behind each convolution",
          "two that give " + PrintableText.shortened(name),
          "It is no GoogLeNet.");
    }
  }

  private void require(Layer layer, boolean condition, String expected) throws ModelFileException {
    if (!condition) {
      throw file.refused(
          "%s in layer %s".formatted(expected, PrintableText.shortened(layer.name())),
          layer.blobs().stream().map(StoredTensor::shape).toList(),
          "Save it again with Caffe.");
    }
  }

  private static int size(StoredTensor tensor) {
    return (int) tensor.numbers().count();
  }

  private static float[] divided(ProtobufFile file, StoredTensor sums, StoredTensor factor)
      throws IOException {
    float[] values = sums.numbers().read(file);
    float divisor = factor.numbers().read(file)[0];
    for (int i = 0; i < values.length; i++) {
      values[i] = divisor == 0 ? 0 : values[i] / divisor;
    }
    return values;
  }

  private static float[] mean(ProtobufFile file, Layer norm, @Nullable StoredTensor bias)
      throws IOException {
    float[] mean = divided(file, norm.blobs().get(0), norm.blobs().get(2));
    if (bias != null) {
      float[] added = bias.numbers().read(file);
      for (int i = 0; i < mean.length; i++) {
        mean[i] -= added[i];
      }
    }
    return mean;
  }

  private static float[] scale(
      ProtobufFile file, @Nullable StoredTensor gamma, Layer norm, boolean sameEpsilon)
      throws IOException {
    float[] variance = divided(file, norm.blobs().get(1), norm.blobs().get(2));
    float[] scale = gamma == null ? new float[variance.length] : gamma.numbers().read(file);
    for (int i = 0; i < scale.length; i++) {
      double one = gamma == null ? 1 : scale[i];
      double ratio =
          sameEpsilon ? 1 : Math.sqrt((variance[i] + EPSILON) / (variance[i] + norm.epsilon()));
      scale[i] = (float) (one * ratio);
    }
    return scale;
  }

  /** Whether a layer's blobs are among these tensors. */
  boolean covers(Layer layer) {
    return covered.contains(layer);
  }

  /** By the convolution's name and {@code .bn.mean} and so on. */
  Map<String, FileTensor> tensors() {
    return tensors;
  }

  /** Names of the biases that became part of the means. */
  Set<String> takenBiases() {
    return takenBiases;
  }

  /** What of the numbers is not as in the file. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!tensors.isEmpty()) {
      notes.add(
          "BatchNorm and Scale layers became the batch normalisation of the convolutions before them.");
    }
    if (!takenBiases.isEmpty()) {
      notes.add(
          "Convolutions with biases before batch normalisation: %d. The biases were subtracted from its means."
              .formatted(takenBiases.size()));
    }
    if (otherEpsilon) {
      notes.add(
          "The file's batch normalisation has another epsilon than %s; its scales were changed to make up for it."
              .formatted(EPSILON));
    }
    return notes;
  }
}
