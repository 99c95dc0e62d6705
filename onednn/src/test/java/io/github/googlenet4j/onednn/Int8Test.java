package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.SharedData;
import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.engine.CaffeGolden;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.PlainExecutor;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.quantize.Quantizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class Int8Test {
  static final List<Variant> variants =
      List.of(Variant.PAPER, Variant.TORCHVISION, Variant.BATCH_NORM);
  private static final int SIDE = 64;
  private static final EngineOptions INT8 = EngineOptions.DEFAULT.withPrecision(Precision.INT8);

  @BeforeAll
  static void needs() {
    Assumptions.assumeTrue(
        new OneDnnEngine().availability().precisions().contains(Precision.INT8),
        "skipped: needs AVX2");
  }

  /** Ranges are those of the plain executor's activations. */
  private static Network quantized(Variant variant, float[] picture, Set<String> floating) {
    return quantized(variant, picture, floating, 1);
  }

  /** Ranges are this share of the largest values. */
  private static Network quantized(
      Variant variant, float[] picture, Set<String> floating, float share) {
    Network network = SampleWeights.of(GoogLeNet.graph(variant, 10, SIDE, false));
    Network simplified = Simplify.apply(network);
    Map<String, float[]> activations = new PlainExecutor(simplified).run(picture);
    Map<String, Float> ranges = new HashMap<>();
    for (Node node : simplified.graph().nodes()) {
      if (node.operation() instanceof Convolution) {
        String place = Quantization.rangeOwner(simplified.graph(), node.input());
        if (!place.equals(Graph.PICTURES)) {
          float largest = 0;
          for (float value : PlainExecutor.get(activations, place)) {
            largest = Math.max(largest, value);
          }
          ranges.put(place, share * largest);
        }
      }
    }
    Quantization quantization = new Quantization(ranges, floating);
    Weights rounded = quantization.rounded(network.graph(), network.weights(), Map.of());
    return new Network(network.graph(), rounded).with(quantization);
  }

  private static FloatBuffer direct(float[] picture, int times) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(Float.BYTES * picture.length * times)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < times; i++) {
      buffer.put(i * picture.length, picture);
    }
    return buffer;
  }

  /** Sum of squared errors, relative to the expected values' squared deviations from their mean. */
  private static double error(float[] expected, float[] found) {
    double mean = 0;
    for (float value : expected) {
      mean += value / expected.length;
    }
    double errors = 0;
    double deviations = 0;
    for (int i = 0; i < expected.length; i++) {
      errors += Math.pow(expected[i] - found[i], 2);
      deviations += Math.pow(expected[i] - mean, 2);
    }
    return errors / deviations;
  }

  @ParameterizedTest
  @FieldSource("variants")
  void answersAreThoseOfThePlainExecutorWithinRounding(Variant variant) {
    float[] picture =
        SampleWeights.picture("int8", GoogLeNet.graph(variant, 10, SIDE, false).input());
    Network network = quantized(variant, picture, Set.of("inception_4b/3x3"));
    float[] expected =
        PlainExecutor.get(
            new PlainExecutor(network).run(picture), network.graph().head(Head.MAIN).name());
    try (Program program = new OneDnnEngine().compile(network, INT8)) {
      float[] one = program.run(direct(picture, 1), 1).main();
      assertThat(error(expected, one)).isBetween(1e-9, .02);
      float[] three = program.run(direct(picture, 3), 3).main();
      for (int i = 0; i < three.length; i++) {
        assertThat(three[i]).isCloseTo(one[i % 10], within(1e-3f + 1e-4f * Math.abs(one[i % 10])));
      }
    }
  }

  /** A calibration leaves a few values beyond their range. All CPUs must treat them alike. */
  @Test
  void valuesBeyondTheirRangeAreNotCutOff() {
    Variant variant = Variant.BATCH_NORM;
    float[] picture =
        SampleWeights.picture("int8", GoogLeNet.graph(variant, 10, SIDE, false).input());
    Network network = quantized(variant, picture, Set.of(), .6f);
    float[] expected =
        PlainExecutor.get(
            new PlainExecutor(network).run(picture), network.graph().head(Head.MAIN).name());
    try (Program program = new OneDnnEngine().compile(network, INT8)) {
      assertThat(error(expected, program.run(direct(picture, 1), 1).main())).isLessThan(.02);
    }
  }

  /** A reference kernel would be many times slower. */
  @ParameterizedTest
  @FieldSource("variants")
  void integersAreMultipliedByOptimisedKernels(Variant variant) {
    float[] picture =
        SampleWeights.picture("int8", GoogLeNet.graph(variant, 10, SIDE, false).input());
    Network network = quantized(variant, picture, Set.of());
    try (OneDnnProgram program = (OneDnnProgram) new OneDnnEngine().compile(network, INT8)) {
      for (int count : new int[] {1, 16}) {
        Map<String, String> kernels = program.kernels(count);
        assertThat(kernels).allSatisfy((node, kernel) -> assertThat(kernel).doesNotContain("ref"));
        assertThat(kernels.keySet())
            .filteredOn(name -> name.contains(" as u8"))
            .as("conversions: pictures, and what local response normalisation gives")
            .hasSize(variant.equals(Variant.PAPER) ? 3 : 1);
      }
    }
  }

  /** Published weights on photographs. */
  @Test
  void mostFirstAnswersStay() throws IOException {
    Path photographs = SharedData.path("data/clothing/validation");
    List<String> classes = IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();
    Model model = new Model(Variant.PAPER, classes, false, CaffeGolden.network().weights());
    Quantizer quantizer = new Quantizer(new OneDnnEngine(), 0, 48, 0);
    Quantizer.Result result =
        quantizer.quantize(model, PictureFolder.pictures(photographs), (what, share) -> {});
    assertThat(result.pictures()).isEqualTo(48);
    assertThat(result.tried()).hasSize(3);
    assertThat(result.agreement().top1()).isGreaterThan(.9);
    assertThat(result.agreement().error()).isLessThan(.01);
    assertThat(result.model().quantization()).isPresent();
  }
}
