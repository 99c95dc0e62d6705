package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.trainer.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of seconds through the command line, with LibTorch, and what is wrong with others. */
class TrainCommandTest {
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

  private static Call train(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("train", "--side", 32, "--epochs", 2, "--batch", 8));
    all.addAll(List.of("--set", "training_sides=[32]", "--cache", "1m"));
    all.addAll(List.of(arguments));
    return Call.of(all.toArray());
  }

  @Test
  void aFolderOfPicturesBecomesAModelAndAReport() throws IOException {
    Path run = place.resolve("run");
    Call call = train(pictures("cat", "dog"), "--output", run, "--json");
    assertThat(call.status()).describedAs(call.err()).isZero();
    JsonNode json = call.json().get(0);
    assertThat(json.get("test").get("images").asInt()).isEqualTo(2);
    for (String file :
        List.of(
            "model.safetensors", "last.safetensors", "recipe.yaml", "metrics.csv", "report.html")) {
      assertThat(run.resolve(file)).exists();
    }
    Model model = ModelFile.read(run.resolve("model.safetensors"));
    assertThat(model.classes()).containsExactly("cat", "dog");
    assertThat(model.auxiliary()).isTrue();
    assertThat(model.history()).containsKeys("recipe", "data_fingerprint", "metrics", "source");
    assertThat(model.history().get("test_scores"))
        .matches("top-1 [0-9.]+ % \\(95 % interval [0-9.]+ to [0-9.]+\\) of 2 pictures");
    assertThat(model.history().get("confusion")).matches("([01] [01]\n?){2}");
    assertThat(call.err()).contains("epoch 2  32 px  loss").doesNotContain("Exception");
    Call evaluated =
        Call.of("evaluate", "--model", json.get("model").asText(), "--json", place.resolve("data"));
    assertThat(evaluated.json().get(0).get("images").asInt()).isEqualTo(20);
    String word = run.resolve("model.safetensors").toAbsolutePath().toString();
    assertThat(run.resolve("report.html"))
        .content()
        .contains("googlenet classify --model " + word + " ", "training time")
        .contains("<title>GoogLeNet: run</title>")
        .doesNotContain("run run");
  }

  /**
   * To its end, though in small: nine epochs, of which the last has a rate 4 % lower (section 6).
   */
  @Test
  void thePapersRecipeRunsToItsEnd() throws IOException {
    Path run = place.resolve("run");
    List<Object> words = new ArrayList<>(List.of("train", pictures("cat", "dog"), "--json"));
    words.addAll(List.of("--preset", "paper", "--side", 32, "--epochs", 9, "--batch", 16));
    words.addAll(List.of("--cache", "1m", "--output", run));
    Call call = Call.of(words.toArray());
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(call.json().get(0).get("test").get("images").asInt()).isEqualTo(2);
    Model model = ModelFile.read(run.resolve("model.safetensors"));
    assertThat(model.variant()).isEqualTo(Variant.PAPER);
    assertThat(model.auxiliary()).isTrue();
    assertThat(model.history().get("metrics")).matches("epoch [0-9]+ of 9: validation .*");
    assertThat(run.resolve("recipe.yaml"))
        .content()
        .contains("preset: paper\n", "variant: paper\n", "schedule: paper\n", "average: polyak\n");
    assertThat(run.resolve("report.html")).content().contains("training time");
    List<EpochMetrics> epochs = MetricsFile.read(run.resolve("metrics.csv"));
    assertThat(epochs).hasSize(9);
    for (int i = 0; i < epochs.size(); i++) {
      double rate = i < 8 ? .01 : .0096;
      assertThat(epochs.get(i).rate()).as("epoch %d", i + 1).isCloseTo(rate, within(1e-12));
      assertThat(epochs.get(i).losses()).containsOnlyKeys(Head.values());
    }
    Call again = Call.of("train", "--resume", run); // of a whole checkpoint: all is done
    assertThat(again.status()).describedAs(again.err()).isZero();
    assertThat(again.err()).doesNotContain("epoch 10");
    assertThat(run.resolve("report.html"))
        .content()
        .contains("20 pictures without parts, split 80/10/10 with seed 0");
    assertThat(MetricsFile.read(run.resolve("metrics.csv"))).isEqualTo(epochs);
  }

  @Test
  void theSameSeedGivesTheSameFile() throws IOException {
    Path data = pictures("cat", "dog");
    for (String name : List.of("one", "two")) {
      assertThat(train(data, "--output", place.resolve(name), "--seed", 7).status()).isZero();
    }
    assertThat(place.resolve("one/model.safetensors"))
        .hasSameBinaryContentAs(place.resolve("two/model.safetensors"));
  }

  @Test
  void featuresOfAModelAreEnoughForANewClassifier() throws IOException {
    Path run = place.resolve("run");
    Call call =
        Call.of(
            "train",
            pictures("cat", "dog", "owl"),
            "--model",
            Samples.model(place),
            "--preset",
            "features",
            "--output",
            run);
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(call.err())
        .contains(
            "weight decay, by the loss on 5 folds of the training part and the validation part: 1: ");
    assertThat(ModelFile.read(run.resolve("model.safetensors")).classes())
        .containsExactly("cat", "dog", "owl");
    assertThat(run.resolve("report.html")).exists();
  }

  /** Which change no picture; a resumed run has them too. */
  @Test
  void correctionsApplyToTrainingEvaluationAndData() throws IOException {
    Path data = pictures("cat", "dog", "owl");
    StringBuilder rows = new StringBuilder("file,label\n");
    for (int i = 0; i < 10; i++) {
      rows.append("owl/").append(i).append(i < 5 ? ".png,cat\n" : ".png,\n");
    }
    Path corrections = Files.writeString(place.resolve("right.csv"), rows);
    Path run = place.resolve("run");
    Call call = train(data, "--corrections", corrections, "--output", run);
    assertThat(call.status()).describedAs(call.err()).isZero();
    Path model = run.resolve("model.safetensors");
    assertThat(ModelFile.read(model).classes()).containsExactly("cat", "dog");
    Call again = Call.of("train", "--resume", run);
    assertThat(again.status()).describedAs(again.err()).isZero();
    Call evaluated =
        Call.of("evaluate", "--model", model, "--json", data, "--corrections", corrections);
    assertThat(evaluated.json().get(0).get("images").asInt()).isEqualTo(25);
    Call listed = Call.of("data", "--json", data, "--corrections", corrections);
    assertThat(listed.json().get(0).get("classes")).hasToString("[\"cat\",\"dog\"]");
    assertThat(listed.json().get(0).get("notes").toString())
        .contains("right.csv: 5 labels changed, 5 pictures left out");
    Files.writeString(corrections, "file,label\nelsewhere/1.png,cat\n");
    for (String command : List.of("data", "train")) {
      Call other = Call.of(command, data, "--corrections", corrections);
      assertThat(other.status()).isEqualTo(1);
      assertThat(other.err())
          .isEqualTo(
              "googlenet: %s: expected files of the data, found others: elsewhere/1.png (row 2). Name the data that the corrections are for.%n"
                  .formatted(corrections));
    }
  }

  /** Folders named by the ids of the model's classes get its labels, also when they are resumed. */
  @Test
  void idsOfTheModelBecomeItsLabels() throws IOException {
    Path start = Samples.model(place);
    Model model =
        ModelFile.read(start)
            .withHistory(Model.CLASS_IDS, "n00000001 n00000002 n00000003 n00000004 n00000005");
    ModelFile.write(model, start, true);
    Path data = pictures("n00000005", "n00000002");
    Path run = place.resolve("run");
    Call call = train(data, "--model", start, "--preset", "fine-tune", "--output", run);
    assertThat(call.status()).describedAs(call.err()).isZero();
    Model trained = ModelFile.read(run.resolve("model.safetensors"));
    assertThat(trained.classes()).containsExactly("shirt", "dress");
    assertThat(trained.classIds()).containsExactly("n00000002", "n00000005");
    Call again = Call.of("train", "--resume", run);
    assertThat(again.status()).describedAs(again.err()).isZero();
    Call evaluated =
        Call.of("evaluate", "--model", run.resolve("model.safetensors"), "--json", data);
    assertThat(evaluated.json().get(0).get("images").asInt()).isEqualTo(20);
    Call listed = Call.of("data", "--model", start, "--json", data);
    assertThat(listed.json().get(0).get("classes")).hasToString("[\"shirt\",\"dress\"]");
    assertThat(listed.json().get(0).get("notes").toString())
        .contains("the model knows 2 of the 2 classes");
  }

  @Test
  void aClassWithoutAReadablePictureIsNoObstacle() throws IOException {
    Path data = pictures("cat", "dog", "owl");
    for (int i = 0; i < 10; i++) {
      Files.writeString(data.resolve("owl").resolve(i + ".png"), "no picture");
    }
    Path start = Samples.model(place);
    for (String preset : List.of("features", "fine-tune")) {
      Path run = place.resolve(preset);
      Call call =
          preset.equals("features") // which has no epochs
              ? Call.of("train", data, "--model", start, "--preset", preset, "--output", run)
              : train(data, "--model", start, "--preset", preset, "--output", run);
      assertThat(call.status()).describedAs(call.err()).isZero();
      assertThat(ModelFile.read(run.resolve("model.safetensors")).classes())
          .containsExactly("cat", "dog", "owl");
    }
    assertThat(Call.of("data", data).out()).contains("error: 1 class has no training picture");
  }

  /** A resumed run reads its data as it was told to at first. */
  @Test
  void aResumedRunKnowsHowItsDataIsRead() throws IOException {
    Path data = pictures("x/cat", "x/dog", "y/owl");
    Path run = place.resolve("run");
    Call call = train(data, "--class-depth", 2, "--output", run);
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(ModelFile.read(run.resolve("model.safetensors")).classes())
        .containsExactly("cat", "dog", "owl");
    Call again = Call.of("train", "--resume", run);
    assertThat(again.status()).describedAs(again.err()).isZero();
    Path csv = place.resolve("list.csv");
    StringBuilder rows = new StringBuilder("id;kind;colour\n");
    for (int i = 0; i < 8; i++) {
      rows.append("%d;%s;red\n".formatted(i, i % 2 == 0 ? "a" : "b"));
    }
    Files.writeString(csv, rows);
    Path other = place.resolve("other");
    Call table =
        train(csv, "--root", data.resolve("x/cat"), "--label-column", "kind", "--output", other);
    assertThat(table.status()).describedAs(table.err()).isZero();
    Call resumed = Call.of("train", "--resume", other);
    assertThat(resumed.status()).describedAs(resumed.err()).isZero();
  }

  @Test
  void aPartWithoutAReadablePictureIsRefusedBeforeTraining() throws IOException {
    Path data = pictures("train/cat", "train/dog", "val/cat", "val/dog");
    for (String label : List.of("cat", "dog")) {
      try (Stream<Path> files = Files.list(data.resolve("val").resolve(label))) {
        for (Path file : files.toList()) {
          Files.writeString(file, "no picture");
        }
      }
    }
    Path run = place.resolve("run");
    Call call = train(data, "--output", run);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .startsWith(
            "googlenet: the validation part: expected pictures that can be read, found none")
        .endsWith("Replace the files.\n");
    assertThat(run).doesNotExist();
    Call told = Call.of("data", data);
    assertThat(told.status()).isEqualTo(1);
    assertThat(told.out())
        .contains("error: 1 part has no picture that can be read.", "  validation\n");
    Call evaluated = Call.of("evaluate", "--model", Samples.model(place), data.resolve("val"));
    assertThat(evaluated.status()).isEqualTo(1);
  }

  /** The model is for five other classes: its classifier is begun anew, and that is told. */
  @Test
  void fineTuningTakesAModelOfOtherClasses() throws IOException {
    Path run = place.resolve("run");
    Call call =
        Call.of(
            "train",
            pictures("cat", "dog"),
            "--model",
            Samples.model(place),
            "--output",
            run,
            "--epochs",
            1,
            "--batch",
            8,
            "--set",
            "training_sides=[48]",
            "--freeze-until",
            "inception_4a");
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(call.err())
        .contains(
            "heads: begun anew for 2 classes: loss1/conv, loss1/fc, loss1/classifier, loss2/conv,"
                + " loss2/fc, loss2/classifier, loss3/classifier (the model was for 5).");
    assertThat(ModelFile.read(run.resolve("model.safetensors")).classes())
        .containsExactly("cat", "dog");
  }

  @Test
  void theWholeRecipeCanBePrinted() {
    Call call =
        Call.of("train", "--print-config", "--set", "augmentation.mixup=0.2", "--rate", 0.3);
    assertThat(call.status()).isZero();
    assertThat(call.out())
        .startsWith("# From scratch, ")
        .contains("\npreset: scratch\n", "\nepochs: 60\n")
        .contains("  rate: 0.3\n", "  mixup: 0.2\n", "  cache: 4g\n");
  }

  private static void refused(Call call, int status, String message) {
    assertThat(call.err()).isEqualTo("googlenet: " + message + "\n");
    assertThat(call.status()).isEqualTo(status);
  }

  @Test
  void aRunThatExistsStays() throws IOException {
    Path run = Files.createDirectories(place.resolve("run"));
    Files.writeString(run.resolve("model.safetensors"), "precious");
    refused(
        train(pictures("cat", "dog"), "--output", run),
        1,
        run
            + ": expected a new or empty folder for the run, found files. Name another folder for"
            + " the run (--output), resume the run (--resume), or allow the run to be replaced"
            + " (--force).");
    assertThat(run.resolve("model.safetensors")).hasContent("precious");
  }

  @Test
  void oneClassIsNotEnough() throws IOException {
    Call call = train(pictures("cat"), "--output", place.resolve("run"));
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains(": expected ").contains("cat").hasLineCount(1);
    assertThat(place.resolve("run")).doesNotExist();
  }

  @Test
  void aFolderWithoutPicturesIsNoData() throws IOException {
    Call call =
        train(Files.createDirectory(place.resolve("empty")), "--output", place.resolve("run"));
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains(": expected ").hasLineCount(1);
    assertThat(place.resolve("run")).doesNotExist();
  }

  @Test
  void aKeyThatThereIsNotIsNamedWithTheNearest() {
    refused(
        Call.of("train", "--print-config", "--set", "optimization.momentun=0.5"),
        2,
        "recipe optimization.momentun: expected a key of a recipe, found none of that name. Did you"
            + " mean optimization.momentum?");
  }

  @Test
  void featuresNeedAModel() throws IOException {
    refused(
        train(pictures("cat", "dog"), "--preset", "features", "--output", place.resolve("run")),
        2,
        "preset features: expected a model to start from, found none. Give a model (--model), or choose"
            + " the preset scratch.");
  }

  /** Quotes, commas and braces in an option's value are part of the value. */
  @Test
  void anOptionsValueIsNoYaml() {
    refused(
        Call.of("train", "--print-config", "--cache", "4g'}, seed: {a: '1"),
        2,
        "recipe data.cache: expected a size such as 4g or 500m, found 4g'}, seed: {a: '1.");
    refused(
        Call.of("train", "--print-config", "--device", "cpu, threads: 7"),
        2,
        "recipe machine.device: expected a value like \"auto\", found \"cpu, threads: 7\".");
    Call quoted = Call.of("train", "--print-config", "--freeze-until", "it's: #1");
    assertThat(quoted.err()).isEmpty();
    assertThat(quoted.out()).contains("freeze_until: \"it's: #1\"\n");
  }

  private Path earlierRun() throws IOException {
    Path run = Files.createDirectories(place.resolve("run"));
    Files.writeString(run.resolve("model.safetensors"), "precious");
    Files.writeString(run.resolve("last.safetensors"), "checkpoint");
    Files.writeString(run.resolve("metrics.csv"), "rows");
    return run;
  }

  /** Whatever can be checked is checked before {@code --force} removes anything. */
  @Test
  void aTrainingThatCannotBeginLeavesTheEarlierRun() throws IOException {
    Path run = earlierRun();
    Path data = pictures("cat", "dog");
    Object[][] wrong = {
      {"--freeze-until", "inception_9z"},
      {"--set", "optimization.momentum=2"},
      {"--device", "cuda"},
      {"--set", "optimization.warm_up_epochs=1.9"},
      {"--set", "training_sides=[8000]"},
      {"--variant", "alexnet"},
    };
    for (Object[] options : wrong) {
      List<Object> all = new ArrayList<>(List.of(data, "--output", run, "--force"));
      all.addAll(List.of(options));
      Call call = train(all.toArray());
      assertThat(call.status()).as("%s", all).isEqualTo(2);
      assertThat(call.err()).contains(": expected ").hasLineCount(1);
    }
    assertThat(run.resolve("model.safetensors")).hasContent("precious");
    assertThat(run.resolve("last.safetensors")).hasContent("checkpoint");
    assertThat(run.resolve("metrics.csv")).hasContent("rows");
    assertThat(run.toFile().list()).hasSize(3);
  }

  @Test
  void dataThatCannotBeReadLeavesTheEarlierRun() throws IOException {
    Path run = earlierRun();
    Call call = train(pictures("cat"), "--output", run, "--force");
    assertThat(call.status()).isEqualTo(1);
    assertThat(run.resolve("model.safetensors")).hasContent("precious");
    assertThat(run.toFile().list()).hasSize(3);
  }

  @Test
  void aRunKeepsItsOwnOptions() {
    Call call = Call.of("train", "--resume", place, "--batch", 3);
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err())
        .startsWith(
            "googlenet: --resume: expected no other option than --epochs, as the run keeps its own,"
                + " found [--batch].");
  }

  @Test
  void aRunGoesOnLongerAndWithPicturesThatHaveMoved() throws IOException {
    Path data = pictures("cat", "dog");
    Path run = place.resolve("run");
    assertThat(train(data, "--output", run).status()).isZero();
    Path moved = Files.move(data, place.resolve("moved"));
    refused(
        Call.of("train", "--resume", run, "--epochs", 3),
        1,
        data
            + ": expected the pictures that the run began with, found nothing of that name. Name the"
            + " place where they are now (--resume RUN DATA).");
    refused(
        Call.of("train", "--resume", run, moved, "--epochs", 1),
        2,
        "epochs: expected at least the 2 that are done, found 1. Name more epochs (--epochs).");
    Call longer = Call.of("train", "--resume", run, moved, "--epochs", 3);
    assertThat(longer.status()).describedAs(longer.err()).isZero();
    assertThat(longer.err())
        .contains("3 epochs instead of 2: from epoch 3 on the rate follows the schedule ")
        .contains("epoch 3  32 px  loss");
    assertThat(MetricsFile.read(run.resolve("metrics.csv"))).hasSize(3);
    assertThat(run.resolve("recipe.yaml")).content().contains("epochs: 3");
    assertThat(Call.of("train", "--resume", run).status()).isZero(); // it knows the new place
    Files.delete(moved.resolve("cat/0.png"));
    Call fewer = Call.of("train", "--resume", run, moved);
    assertThat(fewer.status()).isEqualTo(1);
    assertThat(fewer.err()).contains("expected the pictures that the run began with (");
  }

  @Test
  void whereThereIsNoCheckpointThereIsNothingToGoOnWith() {
    refused(
        Call.of("train", "--resume", place),
        1,
        place.resolve("last.safetensors")
            + ": expected the checkpoint of a run, found no such file. Name the folder of a run"
            + " that was begun, or begin a new run (without --resume).");
  }

  @Test
  void gpusAreRefusedWhereThereAreNone() throws IOException {
    Path data = pictures("cat", "dog");
    Call gpu = train(data, "--output", place.resolve("gpu"), "--device", "cuda");
    assertThat(gpu.status()).isEqualTo(2);
    assertThat(gpu.err()).contains("googlenet: device: expected cuda, found ");
  }
}
