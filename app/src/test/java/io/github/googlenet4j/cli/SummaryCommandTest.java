package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryCommandTest {
  @ParameterizedTest
  @CsvSource({
    "paper, 6998552, 13378280",
    "torchvision, 6624904, 13004888",
    "seed, 7013112, 9245176",
  })
  void countsAreThePublishedOnes(String variant, long main, long all) {
    Call call = Call.of("summary", "--variant", variant, "--classes", 1000, "--json");
    assertThat(call.status()).isZero();
    JsonNode summary = call.json().get(0);
    assertThat(summary.get("parameters").get("main").asLong()).isEqualTo(main);
    assertThat(summary.get("parameters").get("all").asLong()).isEqualTo(all);
    long layers = 0;
    long multiplyAdds = 0;
    for (JsonNode layer : summary.get("layers")) {
      layers += layer.get("parameters").asLong();
      multiplyAdds += layer.get("multiply_adds").asLong();
    }
    assertThat(layers).isEqualTo(all);
    assertThat(multiplyAdds).isEqualTo(summary.get("multiply_adds").get("all").asLong());
  }

  @Test
  void theTableHasThePapersRows() {
    Call call = Call.of("summary");
    assertThat(call.out())
        .containsPattern("inception_3a +28x28x256 +163,696 +128,049,152")
        .containsPattern("main classifier only +6,998,552 +1,582,671,872")
        .containsPattern("with auxiliary heads +13,378,280");
    assertThat(Call.of("summary", "--layers").out()).contains("inception_3a/5x5_reduce");
  }

  @Test
  void aModelFileIsDescribedAsItIs(@TempDir Path folder) throws IOException {
    Path model = Samples.model(folder);
    Call call = Call.of("summary", "--model", model);
    assertThat(call.out())
        .startsWith("paper, 5 classes, 48x48x3")
        .doesNotContain("with auxiliary heads");
    Call both = Call.of("summary", "--model", model, "--classes", "7");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("--model: expected without --variant and --classes");
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    Call side = Call.of("summary", "--side", "31");
    assertThat(side.status()).isEqualTo(2);
    assertThat(side.err()).isEqualTo("googlenet: side: expected 32 to 8192, found 31.\n");
    assertThat(Call.of("summary", "--side", "20000").err()).contains("found 20000");
    Call variant = Call.of("summary", "--variant", "resnet");
    assertThat(variant.status()).isEqualTo(2);
    assertThat(variant.err()).contains("expected one of paper, torchvision, seed, batch_norm");
  }
}
