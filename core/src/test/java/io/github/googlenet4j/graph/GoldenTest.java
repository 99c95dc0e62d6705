package io.github.googlenet4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.GoldenFile;
import io.github.googlenet4j.engine.CaffeGolden;
import io.github.googlenet4j.engine.EngineContract;
import io.github.googlenet4j.engine.ForeignGolden;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Compares the plain executor on the graphs with numbers of other programs. */
class GoldenTest {
  static final List<ForeignGolden> goldens = EngineContract.goldens;

  @ParameterizedTest
  @FieldSource("goldens")
  void logitsAreThoseOfTheOtherProgram(ForeignGolden golden) {
    PlainExecutor executor = new PlainExecutor(Inference.apply(golden.network()));
    float[] expected = golden.logits();
    float[] found = new float[expected.length];
    int row = expected.length / golden.count();
    for (int i = 0; i < golden.count(); i++) {
      System.arraycopy(executor.main(golden.picture(i)), 0, found, i * row, row);
    }
    assertThat(Close.distance(found, expected)).isLessThan(1e-4);
  }

  /** Detects swapped heads: both have results of the same shape. */
  @Test
  void auxiliaryHeadsAreThoseOfTheReferenceDocumentsProgram() {
    ForeignGolden golden = EngineContract.goldens.get(3);
    Network network = golden.network();
    Map<String, float[]> values = new PlainExecutor(network).run(golden.picture(0));
    GoldenFile file = GoldenFile.resource("seed_golden.safetensors");
    Map<Head, String> tensors =
        Map.of(Head.AUX1, "running_statistics/clf1", Head.AUX2, "running_statistics/clf2");
    tensors.forEach(
        (head, tensor) -> {
          float[] found = PlainExecutor.get(values, network.graph().head(head).name());
          assertThat(Close.distance(found, file.floats(tensor)))
              .describedAs(tensor)
              .isLessThan(1e-4);
        });
    Network inference = Inference.apply(network);
    Network answering = inference.withProbabilities();
    assertThat(new PlainExecutor(answering).main(golden.picture(0)))
        .containsExactly(file.floats("running_statistics/probabilities"), within(1e-5f));
  }

  /** Statistics of torchvision's layers on its two pictures, stage by stage. */
  @Test
  void everyStageOfTorchvisionIsAsThere() {
    Map<String, String> stages =
        Map.of(
            "conv1", "conv1/relu_7x7_s2",
            "maxpool1", "pool1/3x3_s2",
            "conv3", "conv2/relu_3x3",
            "inception3a", "inception_3a/output",
            "inception3b", "inception_3b/output",
            "maxpool3", "pool3/3x3_s2",
            "inception4e", "inception_4e/output",
            "maxpool4", "pool4/3x3_s2",
            "inception5b", "inception_5b/output",
            "avgpool", "pool5/7x7_s1");
    ForeignGolden golden = EngineContract.goldens.get(0);
    PlainExecutor executor = new PlainExecutor(golden.network());
    List<Map<String, float[]>> pictures =
        List.of(executor.run(golden.picture(0)), executor.run(golden.picture(1)));
    GoldenFile file = GoldenFile.resource("torchvision_golden.safetensors");
    stages.forEach(
        (theirs, ours) -> {
          float[] both = concatenated(pictures, ours);
          assertThat(Close.distance(statistics(both), file.floats("eval/224/layer/" + theirs)))
              .describedAs(theirs)
              .isLessThan(1e-4);
        });
  }

  @Test
  void everyStageOfThePublishedCaffeNetworkIsAsThere() {
    CaffeGolden golden = new CaffeGolden();
    Network network = CaffeGolden.network();
    float[] picture = Arrays.copyOf(golden.pixels(), network.graph().input().size());
    Map<String, float[]> values = new PlainExecutor(network).run(picture);
    golden
        .layers()
        .forEach(
            (layer, statistics) -> {
              String name = layer.startsWith("inception") ? layer + "/output" : layer;
              name = name.equals("conv1/7x7_s2") ? "conv1/relu_7x7_s2" : name;
              float[] found = statistics(PlainExecutor.get(values, name));
              assertThat(Close.distance(found, statistics)).describedAs(layer).isLessThan(1e-4);
            });
    float[] logits = PlainExecutor.get(values, "loss3/classifier");
    assertThat(logits).containsExactly(Arrays.copyOf(golden.logits(), 1000), within(1e-3f));
  }

  private static float[] concatenated(List<Map<String, float[]>> pictures, String node) {
    float[] first = PlainExecutor.get(pictures.get(0), node);
    float[] both = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(PlainExecutor.get(pictures.get(1), node), 0, both, first.length, first.length);
    return both;
  }

  /** Mean, standard deviation (n - 1, as PyTorch), minimum and maximum. */
  private static float[] statistics(float[] values) {
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    double mean = sum / values.length;
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / (values.length - 1));
    return new float[] {(float) mean, (float) deviation, (float) min, (float) max};
  }
}
