package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.GoldenFile;
import io.github.googlenet4j.SharedData;
import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.engine.CaffeGolden;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.explain.Explainer;
import io.github.googlenet4j.explain.ExplainerOptions;
import io.github.googlenet4j.explain.Explanation;
import io.github.googlenet4j.explain.Method;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.quantize.Quantizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Maps of BVLC's network on photographs, against those of {@code explain_golden.py}. */
class ExplainerGoldenTest {
  private final GoldenFile golden = GoldenFile.shared("reference/explain_golden.safetensors");

  private static Model model() {
    List<String> labels = IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();
    return new Model(Variant.PAPER, labels, false, CaffeGolden.network().weights());
  }

  private List<Explanation> explanations(Method method, Precision precision) throws IOException {
    return explanations(model(), method, precision);
  }

  /** Of the golden classes: a rounded model's first answer may be another. */
  private List<Explanation> explanations(Model model, Method method, Precision precision)
      throws IOException {
    ExplainerOptions options =
        ExplainerOptions.DEFAULT
            .withMethod(method)
            .withEngine(EngineOptions.DEFAULT.withPrecision(precision));
    List<Explanation> found = new ArrayList<>();
    Path folder = SharedData.path("data/clothing/test");
    String[] files = golden.metadata("files").split(" ", -1);
    String[] classes = golden.metadata("classes").split(" ", -1);
    try (Explainer explainer = Explainer.of(model, new OneDnnEngine(), options)) {
      for (int i = 0; i < files.length; i++) {
        List<Integer> indices = List.of(Integer.valueOf(classes[i]));
        found.add(explainer.explain(folder.resolve(files[i]), indices).get(0));
      }
    }
    return found;
  }

  private void assertGolden(Method method) throws IOException {
    float[] maps = golden.floats(method.toString());
    String[] classes = golden.metadata("classes").split(" ", -1);
    List<Explanation> found = explanations(method, Precision.FP32);
    for (int i = 0; i < classes.length; i++) {
      Explanation explanation = found.get(i);
      assertThat(explanation.index()).isEqualTo(Integer.parseInt(classes[i]));
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      double difference = 0;
      for (int cell = 0; cell < 49; cell++) {
        float expected = maps[49 * i + cell];
        least = Math.min(least, expected);
        most = Math.max(most, expected);
        difference =
            Math.max(difference, Math.abs(expected - explanation.map()[cell / 7][cell % 7]));
      }
      assertThat(difference).isLessThan(.001 * (most - least));
    }
  }

  @Test
  void activationMapsAreGolden() throws IOException {
    assertGolden(Method.CAM);
  }

  @Test
  void fallsOfProbabilityAreGolden() throws IOException {
    assertGolden(Method.OCCLUSION);
  }

  @Test
  void theGoldenClassesAreTheFirstAnswers() throws IOException {
    Path folder = SharedData.path("data/clothing/test");
    String[] files = golden.metadata("files").split(" ", -1);
    String[] classes = golden.metadata("classes").split(" ", -1);
    try (Explainer explainer =
        Explainer.of(model(), new OneDnnEngine(), ExplainerOptions.DEFAULT)) {
      for (int i = 0; i < files.length; i++) {
        assertThat(explainer.explain(folder.resolve(files[i]), 1).get(0).index())
            .isEqualTo(Integer.parseInt(classes[i]));
      }
    }
  }

  @Test
  void mapsInInt8LookTheSame() throws IOException {
    Assumptions.assumeTrue(
        new OneDnnEngine().availability().precisions().contains(Precision.INT8),
        "skipped: needs AVX2");
    List<Path> photographs = PictureFolder.pictures(SharedData.path("data/clothing/validation"));
    Model int8 =
        new Quantizer(new OneDnnEngine(), 0, 48, 0)
            .quantize(model(), photographs, (what, share) -> {})
            .model();
    List<Explanation> exact = explanations(Method.CAM, Precision.FP32);
    List<Explanation> rounded = explanations(int8, Method.CAM, Precision.INT8);
    for (int i = 0; i < exact.size(); i++) {
      assertThat(correlation(exact.get(i).map(), rounded.get(i).map())).isGreaterThan(.98);
    }
  }

  @Test
  void mapsInBf16LookTheSame() throws IOException {
    Assumptions.assumeTrue(
        new OneDnnEngine().availability().precisions().contains(Precision.BF16),
        "skipped: this CPU has no bf16");
    List<Explanation> exact = explanations(Method.CAM, Precision.FP32);
    List<Explanation> rounded = explanations(Method.CAM, Precision.BF16);
    for (int i = 0; i < exact.size(); i++) {
      assertThat(correlation(exact.get(i).map(), rounded.get(i).map())).isGreaterThan(.98);
    }
  }

  private static double correlation(float[][] one, float[][] other) {
    double[] sums = new double[5];
    for (int y = 0; y < one.length; y++) {
      for (int x = 0; x < one[y].length; x++) {
        double a = one[y][x];
        double b = other[y][x];
        sums[0] += a;
        sums[1] += b;
        sums[2] += a * a;
        sums[3] += b * b;
        sums[4] += a * b;
      }
    }
    double count = (double) one.length * one[0].length;
    double together = sums[4] - sums[0] * sums[1] / count;
    return together
        / Math.sqrt((sums[2] - sums[0] * sums[0] / count) * (sums[3] - sums[1] * sums[1] / count));
  }
}
