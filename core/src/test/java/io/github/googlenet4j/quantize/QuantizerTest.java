package io.github.googlenet4j.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which layers return to floating point, tested with an engine whose errors in int8 are known. */
class QuantizerTest {
  private static final int SIDE = 32;
  private static final Model MODEL =
      new Model(
          Variant.PAPER,
          List.of("right", "wrong"),
          Variant.PAPER.preparation().atSide(SIDE),
          false,
          SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 2, SIDE, false)).weights(),
          Map.of());

  /** The errors of the first test: 38 in all. */
  private static final Map<String, Double> ERRORS =
      Map.of("conv2/3x3", 20.0, "inception_4b/5x5", 12.0, "inception_5a/1x1", 6.0);

  @TempDir private Path folder = Path.of("");

  /**
   * Gives each picture the logits (its red, the error): wrong as soon as the errors of all
   * convolutions in int8 together exceed the picture's red.
   */
  private record KnownErrors(Map<String, Double> errors) implements Engine {
    @Override
    public String name() {
      return "known errors";
    }

    @Override
    public Availability availability() {
      return new Availability(Set.of(Precision.FP32, Precision.INT8), "no arithmetic at all");
    }

    @Override
    public Program compile(Network network, EngineOptions options) {
      double error = 0;
      if (options.precision().equals(Optional.of(Precision.INT8))) {
        Set<String> floating = network.quantization().orElseThrow().floating();
        for (Map.Entry<String, Double> each : errors.entrySet()) {
          error += floating.contains(each.getKey()) ? 0 : each.getValue();
        }
      }
      return new Answers(network.graph(), options.largestBatch(), (float) Math.abs(error));
    }
  }

  private record Answers(Graph graph, int largestBatch, float error) implements Program {
    @Override
    public Precision precision() {
      return Precision.FP32;
    }

    @Override
    public Shape input() {
      return graph.input();
    }

    @Override
    public Outputs run(FloatBuffer pictures, int count) {
      Program.check(this, pictures, count);
      Map<String, float[]> outputs = new LinkedHashMap<>();
      for (Map.Entry<String, String> output : graph.outputs().entrySet()) {
        int size = graph.shape(output.getValue()).size();
        float[] values = new float[count * size];
        Arrays.fill(values, 1); // activations, whose ranges do not matter here
        for (int i = 0; size == 2 && i < count; i++) {
          values[i * size] = pictures.get(i * input().size());
          values[i * size + 1] = error;
        }
        outputs.put(output.getKey(), values);
      }
      return new Outputs(outputs);
    }

    @Override
    public void close() {}
  }

  private List<Path> pictures(int... reds) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int red : reds) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(new Color(red, 0, 0));
      graphics.fillRect(0, 0, SIDE, SIDE);
      graphics.dispose();
      Path file = folder.resolve(red + ".png");
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    return files;
  }

  private static Quantizer.Result quantize(
      Map<String, Double> errors, double agreement, List<Path> pictures) throws IOException {
    return new Quantizer(new KnownErrors(errors), 1, 16, agreement)
        .quantize(MODEL, pictures, (what, share) -> {});
  }

  private static Set<String> floating(Quantizer.Result result) {
    return result.model().quantization().orElseThrow().floating();
  }

  @Test
  void noLayerReturnsWhereEnoughAnswersStay() throws IOException {
    Quantizer.Result result = quantize(ERRORS, .25, pictures(10, 20, 30, 40));
    assertThat(floating(result)).isEmpty();
    assertThat(result.tried().values()).allMatch(agreement -> agreement.top1() == .25);
    assertThat(result.agreement().top1()).isEqualTo(.25);
  }

  /** 18 of error without the worst layer: the answers to 20, 30 and 40 stay. */
  @Test
  void theWorstLayerReturnsFirst() throws IOException {
    Quantizer.Result result = quantize(ERRORS, .7, pictures(10, 20, 30, 40));
    assertThat(floating(result)).containsExactly("conv2/3x3");
    assertThat(result.agreement().top1()).isEqualTo(.75);
    Model model = result.model();
    assertThat(model.history())
        .containsEntry(
            "quantization",
            "ranges by maximum on 4 pictures, same first answer as float32 for 75.0 % of them");
    for (String name : List.of("conv2/3x3.weight", "inception_4b/5x5.weight")) {
      float[] before = MODEL.weights().values(name);
      float[] after = model.weights().values(name);
      assertThat(Arrays.equals(after, before)).as(name).isEqualTo(name.startsWith("conv2"));
    }
    // Biases make up for what rounding adds, where something was rounded.
    for (String name : List.of("conv2/3x3.bias", "inception_4b/5x5.bias")) {
      float[] before = MODEL.weights().values(name);
      float[] after = model.weights().values(name);
      assertThat(Arrays.equals(after, before)).as(name).isEqualTo(name.startsWith("conv2"));
    }
  }

  /** 6 of error without the two worst layers: all answers stay, and the third one is left alone. */
  @Test
  void layersReturnUntilEnoughAnswersStay() throws IOException {
    Quantizer.Result result = quantize(ERRORS, 1, pictures(10, 20, 30, 40));
    assertThat(floating(result)).containsExactlyInAnyOrder("conv2/3x3", "inception_4b/5x5");
    assertThat(result.agreement().top1()).isEqualTo(1);
  }

  /** Without 3x3 there is 2 of error left, without 5x5 too it would be 12 again. */
  @Test
  void aLayerThatDoesNotHelpStaysInInt8() throws IOException {
    Map<String, Double> errors =
        Map.of("inception_3a/3x3", 15.0, "inception_3a/5x5", 14.0, "inception_3a/1x1", -12.0);
    Quantizer.Result result = quantize(errors, 1, pictures(1));
    assertThat(floating(result)).containsExactly("inception_3a/3x3");
    assertThat(result.agreement().top1()).isZero();
  }

  @Test
  void atMostEightLayersReturn() throws IOException {
    Map<String, Double> errors = new HashMap<>();
    for (Node node : MODEL.network().graph().nodes()) {
      if (node.operation() instanceof Convolution) {
        errors.put(node.name(), 1.0);
      }
    }
    assertThat(errors).hasSize(57);
    Quantizer.Result result = quantize(errors, 1, pictures(10));
    assertThat(floating(result)).hasSize(8);
    assertThat(result.agreement().top1()).isZero();
  }

  @Test
  void whatCannotBeDoneIsRefused() {
    assertThatThrownBy(
            () -> new Quantizer(new PlainEngine()).quantize(MODEL, List.of(), (what, share) -> {}))
        .hasMessage(
            "engine plain: expected one that computes int8 here, found slow and obvious. Quantise"
                + " on another machine.");
    Quantizer quantizer = new Quantizer(new KnownErrors(Map.of()));
    Model already = MODEL.quantized(new Quantization(ranges(), Set.of()), Map.of());
    assertThatThrownBy(() -> quantizer.quantize(already, List.of(), (what, share) -> {}))
        .hasMessage(
            "model: expected one in float32, found one quantised already. Quantise the original.");
    assertThatThrownBy(() -> new Quantizer(new PlainEngine(), 0, 0, 1))
        .hasMessage("pictures: expected at least 1, found 0. A hundred or more give good ranges.");
    assertThatThrownBy(() -> new Quantizer(new PlainEngine(), 0, 1, 99))
        .hasMessage("agreement: expected 0 to 1, found 99.0. It is a share of the pictures.");
  }

  private static Map<String, Float> ranges() {
    Map<String, Float> ranges = new HashMap<>();
    Calibration.rangeOwners(Simplify.apply(MODEL.network()).graph())
        .forEach(owner -> ranges.put(owner, 1f));
    return ranges;
  }
}
