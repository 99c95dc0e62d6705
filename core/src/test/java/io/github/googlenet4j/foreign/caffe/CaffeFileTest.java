package io.github.googlenet4j.foreign.caffe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.file.TensorFile.Description;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Files that Google's protobuf wrote with Caffe's schema (reference/caffe_files.py). */
class CaffeFileTest {
  static Path golden(String name) {
    URL resource = CaffeFileTest.class.getResource(name + ".caffemodel");
    try {
      return Path.of(Objects.requireNonNull(resource, name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, List<Integer>> shapes(CaffeFile file) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    Map<String, ? extends Description> found = file.descriptions();
    found.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /** The values that the program gave blob number {@code blob}. */
  private static float[] written(int blob, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = ((37 * i + 11 * blob) % 251 - 125) / 64f;
    }
    return values;
  }

  /** Likewise, of a blob whose values are all above 0. */
  private static float[] positive(int blob, int count) {
    float[] values = written(blob, count);
    for (int i = 0; i < count; i++) {
      values[i] = Math.abs(values[i]) + 1 / 64f;
    }
    return values;
  }

  /** Checks that all tensors are the blobs one after the other. */
  private static void assertBlobsInOrder(CaffeFile file) throws IOException {
    Map<String, Tensor> tensors = file.tensors(file.descriptions().keySet());
    int blob = 0;
    for (Tensor tensor : tensors.values()) {
      assertThat(tensor.values()).isEqualTo(written(blob++, tensor.values().length));
    }
  }

  @Test
  void oldLayersComeBackWithTheExtentsThatTheyMean() throws IOException {
    try (CaffeFile file = CaffeFile.open(golden("v1"))) {
      assertThat(shapes(file))
          .containsExactly(
              Map.entry("conv1/7x7_s2.weight", List.of(8, 3, 7, 7)),
              Map.entry("conv1/7x7_s2.bias", List.of(8)),
              Map.entry("inception_3a/1x1.weight", List.of(6, 8, 1, 1)),
              Map.entry("inception_3a/1x1.bias", List.of(6)),
              Map.entry("loss3/classifier.weight", List.of(10, 6)),
              Map.entry("loss3/classifier.bias", List.of(10)));
      assertBlobsInOrder(file);
      assertThat(file.metadata()).containsExactly(Map.entry("name", "GoogleNet"));
      assertThat(file.notes()).isEmpty();
    }
  }

  @Test
  void newLayersComeBackFloat64Rounded() throws IOException {
    try (CaffeFile file = CaffeFile.open(golden("v2"))) {
      assertThat(shapes(file))
          .containsExactly(
              Map.entry("conv1/7x7_s2.weight", List.of(8, 3, 7, 7)),
              Map.entry("conv1/7x7_s2.bias", List.of(8)),
              Map.entry("conv2/3x3_reduce.weight", List.of(6, 8, 1, 1)),
              Map.entry("conv2/3x3_reduce.bias", List.of(6)),
              Map.entry("loss3/classifier.weight", List.of(10, 6)),
              Map.entry("loss3/classifier.bias", List.of(10)));
      assertBlobsInOrder(file);
      assertThat(file.notes())
          .containsExactly("The file holds float64 values, which were rounded to float32.");
    }
  }

  @Test
  void allBlobsOfAnotherNetworkAreRead() throws IOException {
    try (CaffeFile file = CaffeFile.open(golden("pnet"))) {
      assertThat(file.descriptions()).hasSize(13);
      assertThat(shapes(file)).containsEntry("PReLU1.weight", List.of(10));
      assertBlobsInOrder(file);
    }
  }

  /**
   * What Caffe computes of one value in channel {@code c}, from the blobs as they were written.
   *
   * @param norm number of BatchNorm's first blob
   * @param scale number of Scale's first blob; -1 without that layer
   */
  private static double caffe(
      double x, int c, int channels, int norm, double epsilon, int scale, boolean shifted) {
    double factor = positive(norm + 2, 1)[0];
    double mean = written(norm, channels)[c] / factor;
    double variance = positive(norm + 1, channels)[c] / factor;
    double normal = (x - mean) / Math.sqrt(variance + epsilon);
    double gamma = scale < 0 ? 1 : written(scale, channels)[c];
    return normal * gamma + (shifted ? written(scale + 1, channels)[c] : 0);
  }

  /** What our batch normalisation computes, with the variant's epsilon. */
  private static double ours(Weights tensors, String layer, double x, int c) {
    double mean = tensors.values(layer + ".bn.mean")[c];
    double variance = tensors.values(layer + ".bn.variance")[c];
    double scale = tensors.values(layer + ".bn.scale")[c];
    double shift = tensors.values(layer + ".bn.shift")[c];
    return (x - mean) / Math.sqrt(variance + 1e-3) * scale + shift;
  }

  @Test
  void batchNormAndScaleComputeWhatCaffeComputes() throws IOException {
    try (CaffeFile file = CaffeFile.open(golden("norms"))) {
      assertThat(shapes(file).keySet())
          .containsExactlyInAnyOrderElementsOf(
              List.of("conv1/7x7_s2", "conv2/3x3_reduce", "conv2/3x3").stream()
                  .flatMap(
                      layer ->
                          List.of(".weight", ".bn.scale", ".bn.shift", ".bn.mean", ".bn.variance")
                              .stream()
                              .map(layer::concat))
                  .toList());
      Weights found = new Weights(file.tensors(file.descriptions().keySet()));
      for (double x : new double[] {-3, 0, .25, 7}) {
        for (int c : IntStream.range(0, 8).toArray()) {
          double bias = written(1, 8)[c];
          assertThat(ours(found, "conv1/7x7_s2", x, c))
              .isCloseTo(caffe(x + bias, c, 8, 2, 1e-5, 5, true), within(x));
        }
        for (int c : IntStream.range(0, 6).toArray()) {
          assertThat(ours(found, "conv2/3x3_reduce", x, c))
              .isCloseTo(caffe(x, c, 6, 8, 1e-3, 11, false), within(x));
        }
        for (int c : IntStream.range(0, 4).toArray()) {
          assertThat(ours(found, "conv2/3x3", x, c))
              .isCloseTo(caffe(x, c, 4, 13, 1e-5, -1, false), within(x));
        }
      }
      assertThat(file.notes())
          .containsExactly(
              "BatchNorm and Scale layers became the batch normalisation of the convolutions before"
                  + " them.",
              "Convolutions with biases before batch normalisation: 1. The biases were subtracted"
                  + " from its means.",
              "The file's batch normalisation has another epsilon than 0.001; its scales were"
                  + " changed to make up for it.");
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double x) {
    return org.assertj.core.data.Offset.offset(1e-4 * (1 + Math.abs(x)));
  }

  @Test
  void anUnknownTensorIsTold() throws IOException {
    try (CaffeFile file = CaffeFile.open(golden("v1"))) {
      assertThatThrownBy(() -> file.tensors(List.of("conv9.weight")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("conv9.weight: expected a tensor of that name, found none among 6.");
    }
  }
}
