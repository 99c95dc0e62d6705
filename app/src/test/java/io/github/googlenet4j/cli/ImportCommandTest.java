package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.SharedData;
import io.github.googlenet4j.engine.CaffeGolden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  @TempDir Path folder = Path.of("");

  /** The main job, whole: published weights and photographs, files to answers. */
  @Test
  void thePublishedWeightsAnswerAsPublished() {
    CaffeGolden golden = new CaffeGolden();
    Path model = folder.resolve("bvlc.safetensors");
    Call imported = importing(SharedData.path("weights/imagenet_synset_words.txt"), model);
    assertThat(imported.status()).isZero();
    assertThat(imported.out()).contains("note: ").contains("no auxiliary heads");
    Object[] words = new Object[4 + golden.pictures()];
    words[0] = "classify";
    words[1] = "--json";
    words[2] = "--model";
    words[3] = model;
    for (int i = 0; i < golden.pictures(); i++) {
      words[4 + i] = SharedData.path("data/clothing/test").resolve(golden.files()[i]);
    }
    Call call = Call.of(words);
    assertThat(call.status()).isZero();
    assertThat(call.json()).hasSize(golden.pictures());
    for (int i = 0; i < golden.pictures(); i++) {
      double[] expected = probabilities(golden.logits(), i);
      int rank = 0;
      for (var prediction : call.json().get(i).get("predictions")) {
        int index = prediction.get("index").asInt();
        assertThat(index).isEqualTo((int) golden.top5()[i * 5 + rank++]);
        assertThat(prediction.get("probability").asDouble())
            .isCloseTo(expected[index], org.assertj.core.data.Offset.offset(2e-4));
      }
    }
  }

  private static double[] probabilities(float[] logits, int picture) {
    double[] values = new double[1000];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(logits[picture * 1000 + i]);
      sum += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
    return values;
  }

  @Test
  void labelsOfAnotherNumberLeaveNothingWritten() throws IOException {
    List<String> lines = Files.readAllLines(SharedData.path("weights/imagenet_synset_words.txt"));
    Path labels = Files.write(folder.resolve("labels.txt"), lines.subList(0, 999));
    Path model = folder.resolve("model.safetensors");
    Call call = importing(labels, model);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .startsWith("googlenet: " + labels + ": expected 1000 labels")
        .contains("found 999");
    assertThat(call.err().lines()).hasSize(1);
    assertThat(folder.toFile().list()).containsExactly("labels.txt");
  }

  @Test
  void whatIsThereIsNotReplacedUnlessForced() throws IOException {
    Path model = Files.writeString(folder.resolve("model.safetensors"), "precious");
    Path labels = SharedData.path("weights/imagenet_synset_words.txt");
    Call call = importing(labels, model);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("Use --force to replace it");
    assertThat(model).hasContent("precious");
  }

  @Test
  void theWeightsThemselvesAreNotReplacedEvenIfForced() throws IOException {
    Path weights = Files.writeString(folder.resolve("w.safetensors"), "precious");
    Path labels = Files.writeString(folder.resolve("labels.txt"), "a\nb\n");
    Call call =
        Call.of(
            "import",
            weights,
            "--variant",
            "paper",
            "--labels",
            labels,
            "--output",
            weights,
            "--force");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("expected another file than WEIGHTS, found the same");
    assertThat(weights).hasContent("precious");
  }

  private static Call importing(Path labels, Path output) {
    Path weights = SharedData.path("weights/bvlc_googlenet.safetensors");
    return Call.of("import", weights, "--variant", "paper", "--labels", labels, "--output", output);
  }
}
