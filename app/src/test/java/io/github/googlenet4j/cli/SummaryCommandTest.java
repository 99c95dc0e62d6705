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
  void everyParameterHasItsNameInOtherPrograms() {
    Call call = Call.of("summary", "--variant", "torchvision", "--names");
    assertThat(call.status()).isZero();
    assertThat(call.out())
        .containsPattern(
            "\ninception_3a/3x3_reduce.weight +\\[96, 192, 1, 1\\] +"
                + "inception3a.branch2.0.conv.weight +inception_3a/3x3_reduce\\[0\\]\n")
        .containsPattern("\nconv1/7x7_s2.bn.mean +\\[64\\] +conv1.bn.running_mean +-\n")
        .containsPattern("\nloss1/fc.bias +\\[1024\\] +aux1.fc1.bias +loss1/fc\\[1\\]\n");
    Call paper = Call.of("summary", "--names");
    assertThat(paper.out())
        .containsPattern("\nconv2/3x3.bias +\\[192\\] +- +conv2/3x3\\[1\\]\n")
        .containsPattern("\nloss3/classifier.bias +\\[1000\\] +fc.bias +loss3/classifier\\[1\\]\n");
    JsonNode names = Call.of("summary", "--names", "--json").json().get(0).get("names");
    assertThat(names).hasSize(128);
    assertThat(names.get(1).toString())
        .isEqualTo(
            "{\"name\":\"conv1/7x7_s2.bias\",\"shape\":[64],\"torchvision\":null,"
                + "\"caffe\":\"conv1/7x7_s2[1]\"}");
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
