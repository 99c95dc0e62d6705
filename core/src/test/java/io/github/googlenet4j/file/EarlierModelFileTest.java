package io.github.googlenet4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files that an earlier version wrote are still read. */
class EarlierModelFileTest {
  @TempDir private Path place = Path.of("");

  private Model read(String name) throws IOException {
    Path file = place.resolve(name);
    try (InputStream stored = EarlierModelFileTest.class.getResourceAsStream(name + ".gz");
        InputStream bytes = new GZIPInputStream(Objects.requireNonNull(stored))) {
      Files.copy(bytes, file);
    }
    return ModelFile.read(file);
  }

  private static void requireSame(Model model) {
    assertThat(model.variant()).isEqualTo(Variant.PAPER);
    assertThat(model.classes()).isEqualTo(List.of("K\u00e4fer", "\u53f0\u98ce"));
    assertThat(model.preparation()).isEqualTo(Variant.PAPER.preparation().atSide(48));
    assertThat(model.auxiliary()).isFalse();
    assertThat(model.history())
        .containsEntry("source", "trained from scratch")
        .containsEntry("data_fingerprint", "0123456789abcdef")
        .containsEntry(
            "metrics", "epoch 2 of 7: validation top-1 0.9000, top-5 1.0000, loss 0.3000");
    assertThat(model.history().get("recipe")).startsWith("preset: fine-tune\n");
  }

  @Test
  void version1() throws IOException {
    Model model = read("model_1.safetensors");
    requireSame(model);
    assertThat(model.quantization()).isEmpty();
    int number = 0;
    for (Parameter parameter : model.graph().parameters()) {
      number++;
      float[] values = model.weights().values(parameter.name());
      assertThat(values).as(parameter.name()).containsOnly(.001f * number);
    }
    assertThat(number).isEqualTo(116);
  }

  @Test
  void version2() throws IOException {
    Model model = read("model_2.safetensors");
    requireSame(model);
    Map<String, Float> ranges = model.quantization().orElseThrow().ranges();
    assertThat(ranges.values()).contains(1f, 2f, 30f);
    assertThat(model.quantization().orElseThrow().floating()).containsExactly("inception_5b/1x1");
    int number = 0;
    for (Parameter parameter : model.graph().parameters()) {
      number++;
      float[] values = model.weights().values(parameter.name());
      assertThat(values[values.length / 2])
          .as(parameter.name())
          .isCloseTo(.001f * number, withinPercentage(1));
    }
  }
}
