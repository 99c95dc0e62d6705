package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  @TempDir Path folder = Path.of("");

  @Test
  void everySettingHasItsRow() throws IOException {
    Path model = Samples.model(folder);
    Call call =
        Call.of(
            "bench",
            "--model",
            model,
            "--engine",
            "onednn,onnxruntime",
            "--precision",
            "fp32",
            "--batch",
            "1,3",
            "--threads",
            "1,2",
            "--rounds",
            "2",
            "--seconds",
            "0",
            "--json");
    assertThat(call.err()).isEmpty();
    JsonNode rows = new ObjectMapper().readTree(call.out());
    assertThat(rows).hasSize(8);
    for (JsonNode row : rows) {
      assertThat(row.get("precision").asText()).isEqualTo("fp32");
      double median = row.get("median_ms").asDouble();
      assertThat(median).isPositive();
      assertThat(row.get("p99_ms").asDouble()).isGreaterThanOrEqualTo(median);
      assertThat(row.get("images_per_second").asDouble() * median)
          .isCloseTo(1000 * row.get("batch").asInt(), withPercentage(.1));
      assertThat(row.get("share_of_peak").asDouble()).isBetween(0.0, 1.5);
      assertThat(row.get("runs").asInt()).isEqualTo(10);
    }
    assertThat(rows.get(0).get("engine").asText()).isEqualTo("onednn");
    assertThat(rows.get(7).get("engine").asText()).isEqualTo("onnxruntime");
  }

  @Test
  void peopleGetATable() throws IOException {
    Path model = Samples.model(folder);
    Call call =
        Call.of("bench", "--model", model, "--batch", "2", "--rounds", "1", "--seconds", "0");
    assertThat(call.status()).isZero();
    assertThat(call.out()).contains("median ms", "of peak", "onednn", "all");
  }

  @Test
  void withoutAModelAVariantIsMeasuredWithRandomWeights() {
    Call call =
        Call.of(
            "bench", "--variant", "torchvision", "--batch", "1", "--rounds", "1", "--seconds", "0");
    assertThat(call.status()).isZero();
    assertThat(call.out()).contains("onednn");
    Call both = Call.of("bench", "--variant", "paper", "--model", "any.safetensors");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("--variant: expected without --model, found both.");
    assertThat(Call.of("bench", "--variant", "alexnet").err()).contains("found alexnet");
  }

  @Test
  void unknownEnginesAreRefused() {
    Call call = Call.of("bench", "--engine", "abacus");
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains("--engine: expected one of [onednn", "found abacus.");
    assertThat(Call.of("bench", "--rounds", "0").err()).contains("rounds: expected at least 1");
  }
}
