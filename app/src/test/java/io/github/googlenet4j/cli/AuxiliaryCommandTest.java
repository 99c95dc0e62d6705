package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.AuxiliaryExperiment;
import io.github.googlenet4j.data.SourceOptions;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.experiment.AuxiliaryResults;
import io.github.googlenet4j.experiment.AuxiliaryRun;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments of seconds, with LibTorch. */
class AuxiliaryCommandTest {
  @TempDir private Path place = Path.of("");

  private Path pictures(String... classes) throws IOException {
    Path data = place.resolve("data");
    int seed = 0;
    for (String label : classes) {
      Path folder = Files.createDirectories(data.resolve(label));
      for (int i = 0; i < 10; i++) {
        Samples.picture(folder.resolve(i + ".png"), seed++);
      }
    }
    return data;
  }

  private Call experiment(Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of("experiment", "auxiliary", place.resolve("data"), "--side", 32, "--epochs", 2));
    all.addAll(List.of("--set", "batch=8", "--set", "training_sides=[32]"));
    all.addAll(
        List.of(
            "--set",
            "machine.threads=1",
            "--set",
            "data.cache=1m",
            "--output",
            place.resolve("out"),
            "--json"));
    all.addAll(List.of(more));
    return Call.of(all.toArray());
  }

  @Test
  void aVariantIsTrainedWithAndWithoutHeadsAndReported() throws IOException {
    pictures("cat", "<b>dog");
    Call call = experiment("--seeds", 1, "--variants", "paper");
    assertThat(call.status()).describedAs(call.err()).isZero();
    JsonNode json = call.json().get(0);
    assertThat(json.get("part").asText()).isEqualTo("test");
    assertThat(json.get("sentences")).hasSize(1);
    assertThat(json.get("sentences").get(0).asText())
        .startsWith("paper: with the auxiliary heads top-1 on test is ")
        .contains("one seed");
    assertThat(json.get("runs")).hasSize(2);
    for (JsonNode run : json.get("runs")) {
      assertThat(run.get("epochs")).hasSize(2);
      assertThat(run.get("gradient_norms").size()).isEqualTo(4); // of two updates an epoch
      run.get("gradient_norms").forEach(norm -> assertThat(norm.asDouble()).isPositive());
      assertThat(run.get("top1").has("aux1")).isEqualTo(run.get("auxiliary").asBoolean());
      assertThat(run.get("epochs").get(0).get("losses").has("aux2"))
          .isEqualTo(run.get("auxiliary").asBoolean());
    }
    Path out = place.resolve("out");
    assertThat(out.resolve("paper/with-heads/seed-1/model.safetensors")).exists();
    assertThat(out.resolve("paper/without-heads/seed-1/report.html")).exists();
    assertThat(out.resolve("paper/with-heads/seed-1/last.safetensors")).doesNotExist();
    assertThat(out.resolve("report.html"))
        .content()
        .contains("<title>What the auxiliary heads did</title>", "src=\"data:image/png;base64,")
        .doesNotContain("<script", "http://", "https://");

    Call again = experiment("--seeds", 1, "--variants", "paper");
    assertThat(again.json()).isEqualTo(call.json());
    assertThat(again.err()).doesNotContain("epoch 1");
    Call other = experiment("--seeds", 1);
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.err())
        .isEqualTo(
            "googlenet: "
                + out
                + ": expected an experiment with the same pictures and recipes, found another."
                + " Name another folder for the run (--output).\n");
  }

  /** What a pair shares: first weights, order of pictures and their variations. */
  @Test
  void headsOfNoWeightChangeNothing() throws IOException {
    pictures("cat", "dog");
    Call call =
        experiment(
            "--seeds",
            1,
            "--variants",
            "batch_norm",
            "--set",
            "heads.auxiliary_weight=0",
            "--set",
            "heads.dropout=0",
            "--set",
            "heads.auxiliary_dropout=0");
    assertThat(call.status()).describedAs(call.err()).isZero();
    JsonNode with = call.json().get(0).get("runs").get(0);
    JsonNode without = call.json().get(0).get("runs").get(1);
    assertThat(call.json().get(0).get("variants").get(0).get("difference").asDouble()).isZero();
    for (int i = 0; i < 4; i++) {
      String update = Integer.toString(i);
      double norm = without.get("gradient_norms").get(update).asDouble();
      assertThat(with.get("gradient_norms").get(update).asDouble())
          .isCloseTo(norm, within(1e-3 * norm));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(with.get("epochs").get(i).get("losses").get("main").asDouble())
          .isCloseTo(
              without.get("epochs").get(i).get("losses").get("main").asDouble(), within(1e-3));
    }
  }

  @Test
  void aStoppedExperimentGoesOnToTheSameResults() throws IOException {
    List<Path> data = List.of(pictures("cat", "dog"));
    Recipe recipe =
        Preset.SCRATCH
            .recipe()
            .atSide(32)
            .with("training_sides", List.of(32))
            .with("data.cache", "1m")
            .with("machine.threads", 1)
            .withBatch(8)
            .withEpochs(2);
    AuxiliaryExperiment.Request whole =
        new AuxiliaryExperiment.Request(
            data, place.resolve("whole"), List.of(recipe), 1, Split.DEFAULT, SourceOptions.DEFAULT);
    AuxiliaryResults expected =
        AuxiliaryExperiment.run(whole, new TrainingListener() {}, () -> false).orElseThrow();
    AuxiliaryExperiment.Request parts =
        new AuxiliaryExperiment.Request(
            data, place.resolve("parts"), List.of(recipe), 1, Split.DEFAULT, SourceOptions.DEFAULT);
    Optional<AuxiliaryResults> results = Optional.empty();
    int stopped = 0;
    while (results.isEmpty()) {
      int[] steps = {0};
      TrainingListener counting =
          new TrainingListener() {
            @Override
            public void step(Progress progress) {
              steps[0]++;
            }
          };
      results = AuxiliaryExperiment.run(parts, counting, () -> steps[0] >= 3);
      stopped += results.isEmpty() ? 1 : 0;
    }
    assertThat(stopped).isPositive();
    for (int i = 0; i < 2; i++) {
      AuxiliaryRun found = results.get().runs().get(i);
      AuxiliaryRun wanted = expected.runs().get(i);
      assertThat(found.gradients()).isEqualTo(wanted.gradients());
      assertThat(found.right()).isEqualTo(wanted.right());
      assertThat(found.accuracy()).isEqualTo(wanted.accuracy()).containsKey(Head.MAIN);
      assertThat(found.epochs()).hasSize(2);
      assertThat(found.epochs().get(1).losses()).isEqualTo(wanted.epochs().get(1).losses());
    }
  }

  @Test
  void badInputIsRefusedBeforeAnythingIsWritten() throws IOException {
    pictures("cat");
    Call oneClass = experiment("--seeds", 1);
    assertThat(oneClass.status()).isNotZero();
    assertThat(oneClass.err().lines()).hasSize(1);
    pictures("cat", "dog");
    Call none = experiment("--seeds", 0);
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).isEqualTo("googlenet: seeds: expected 1 to 1000, found 0.\n");
    Call unknown = experiment("--variants", "resnet");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("resnet");
    assertThat(place.resolve("out")).doesNotExist();
    Call nameless = Call.of("experiment");
    assertThat(nameless.status()).isEqualTo(2);
  }
}
