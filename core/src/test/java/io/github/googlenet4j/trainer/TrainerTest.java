package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.evaluate.Temperature;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.TrainingListener;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Epochs, checkpoints, the best weights: with a learner of mean colours. */
class TrainerTest {
  private static final List<String> CLASSES = List.of("blue", "red", "yellow");
  private static final int[] COLOURS = {0x2040E0, 0xE02020, 0xE0D020};

  @TempDir private Path place = Path.of("");
  private Dataset dataset = new Dataset(CLASSES, Map.of(), List.of());
  private final List<String> notes = new ArrayList<>();
  private final List<EpochMetrics> epochs = new ArrayList<>();
  private final List<FakeLearner> learners = new ArrayList<>();

  @BeforeEach
  void drawPictures() throws IOException {
    List<Example> examples = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 24; i++) {
      BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(new Color(COLOURS[i % 3]));
      graphics.fillRect(0, 0, 40, 36);
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillRect(random.nextInt(30), random.nextInt(30), 12, 12);
      graphics.dispose();
      Path file = place.resolve(i + ".png");
      ImageIO.write(image, "png", file.toFile());
      examples.add(new Example(file, i % 3));
    }
    dataset = new Dataset(CLASSES, Map.of(Part.TRAIN, examples), List.of());
  }

  private static Recipe recipe(String... changes) {
    Recipe recipe = Preset.SCRATCH.recipe().atSide(32);
    String base =
        """
        epochs: 4
        batch: 6
        heads: {auxiliary: false}
        optimization: {rate: 0.5, schedule: cosine}
        data: {cache: 1m}
        """;
    recipe = RecipeFile.with(recipe, RecipeFile.parse(base));
    for (String change : changes) {
      recipe = RecipeFile.with(recipe, RecipeFile.parse(change));
    }
    return recipe;
  }

  private Trainer trainer(Recipe recipe, String folder, Validator validator) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void note(String note) {
            notes.add(note);
          }

          @Override
          public void epoch(EpochMetrics metrics, boolean best) {
            epochs.add(metrics);
          }
        };
    StartingPoint start = StartingPoint.scratch(recipe, CLASSES);
    RunManifest manifest =
        RunManifest.of(
            List.of(place), Split.DEFAULT, "0123456789abcdef", recipe, start, List.of("a note"));
    return new Trainer(
        manifest, dataset, start, new RunFolder(place.resolve(folder)), validator, listener);
  }

  private TrainingEngine engine(UnaryOperator<FakeLearner> change) {
    return new TrainingEngine() {
      @Override
      public String name() {
        return "fake";
      }

      @Override
      public String obstacle() {
        return "";
      }

      @Override
      public Learner learner(Network network, LearnerOptions options) {
        FakeLearner learner = change.apply(new FakeLearner(network));
        learners.add(learner);
        return learner;
      }
    };
  }

  private boolean train(Recipe recipe, String folder, boolean resume, BooleanSupplier stop)
      throws IOException {
    Files.createDirectories(place.resolve(folder));
    return trainer(recipe, folder, model -> Validation.NONE)
        .train(engine(learner -> learner), resume, stop)
        .finished();
  }

  @Test
  void whatCanBeLearnedIsLearned() throws IOException {
    assertThat(train(recipe("epochs: 12"), "run", false, () -> false)).isTrue();
    assertThat(epochs).hasSize(12);
    assertThat(loss(11)).isLessThan(.9 * loss(0));
    assertThat(MetricsFile.read(place.resolve("run/metrics.csv"))).hasSize(12);
    assertThat(learners.get(0).calls).endsWith("close");
  }

  private double loss(int epoch) {
    return epochs.get(epoch).losses().getOrDefault(Head.MAIN, Double.NaN);
  }

  /** A validator that takes its time, on a busy machine even more. */
  @Test
  void validationIsPartOfTheTimeThatTrainingTakes() throws IOException {
    Validator slow =
        model -> {
          for (long begun = System.nanoTime(); System.nanoTime() - begun < 20_000_000; ) {
            Thread.onSpinWait();
          }
          return Validation.NONE;
        };
    Files.createDirectories(place.resolve("slow"));
    trainer(recipe(), "slow", slow).train(engine(learner -> learner), false, () -> false);
    assertThat(epochs.get(3).seconds()).isGreaterThanOrEqualTo(4 * .02);
  }

  @Test
  void theSameSeedGivesTheSameFile() throws IOException {
    train(recipe(), "one", false, () -> false);
    train(recipe(), "two", false, () -> false);
    train(recipe("seed: 2"), "three", false, () -> false);
    byte[] model = Files.readAllBytes(place.resolve("one/model.safetensors"));
    assertThat(Files.readAllBytes(place.resolve("two/model.safetensors"))).isEqualTo(model);
    assertThat(Files.readAllBytes(place.resolve("three/model.safetensors"))).isNotEqualTo(model);
  }

  /** Stopped after every single update, in the middle of epochs too. */
  @Test
  void aRunThatWasStoppedAgainAndAgainIsTheRunThatNeverStopped() throws IOException {
    train(recipe(), "whole", false, () -> false);
    boolean done = train(recipe(), "parts", false, () -> true);
    for (int i = 0; !done; i++) {
      assertThat(i).isLessThan(100);
      done = train(recipe(), "parts", true, () -> true);
    }
    assertThat(learners).hasSizeGreaterThan(16);
    for (String file : List.of("model.safetensors")) {
      assertThat(place.resolve("parts").resolve(file))
          .hasSameBinaryContentAs(place.resolve("whole").resolve(file));
    }
    List<EpochMetrics> whole = MetricsFile.read(place.resolve("whole/metrics.csv"));
    List<EpochMetrics> parts = MetricsFile.read(place.resolve("parts/metrics.csv"));
    assertThat(parts.stream().map(EpochMetrics::losses))
        .isEqualTo(whole.stream().map(EpochMetrics::losses).toList());
  }

  /** Notes of both parts of a run: what was told before it stopped, and after. */
  @Test
  void aResumedRunKeepsItsNotes() throws IOException {
    Files.write(dataset.part(Part.TRAIN).get(3).file(), new byte[] {1, 2, 3});
    Files.createDirectories(place.resolve("run"));
    Recipe recipe = recipe("patience: 1");
    Validator validator = model -> new Validation(1, .5, .5);
    int[] updates = {0};
    trainer(recipe, "run", validator)
        .train(engine(learner -> learner), false, () -> ++updates[0] == 6);
    RunManifest manifest = Trainer.manifest(new RunFolder(place.resolve("run")));
    assertThat(manifest.notes()).containsExactly("a note");
    assertThat(manifest.recipe()).isEqualTo(recipe);
    Trainer.Ending ending =
        trainer(recipe, "run", validator).train(engine(learner -> learner), true, () -> false);
    assertThat(ending.finished()).isTrue();
    assertThat(ending.notes()).hasSize(3);
    assertThat(ending.notes().get(0)).isEqualTo("training: mean colours");
    assertThat(ending.notes().get(1)).contains("3.png: expected ");
    assertThat(ending.notes().get(2)).startsWith("early stop: ");
  }

  @Test
  void aRunThatGoesOnOnAnotherMachineSaysSo() throws IOException {
    train(recipe(), "run", false, () -> true);
    Path checkpoint = place.resolve("run/last.safetensors");
    Checkpoint stored = Checkpoint.read(checkpoint);
    assertThat(stored.training().machine).startsWith("mean colours, ");
    notes.clear();
    train(recipe(), "run", true, () -> true);
    assertThat(notes).noneMatch(note -> note.startsWith("resumed on "));
    stored.training().machine = "mean colours on 96 cores, another processor";
    stored.write(checkpoint);
    train(recipe(), "run", true, () -> false);
    assertThat(notes)
        .anyMatch(
            note ->
                note.startsWith("resumed on mean colours, ")
                    && note.endsWith(
                        "; before: mean colours on 96 cores, another processor. The weights will"
                            + " differ by rounding from those of a run on one machine."));
  }

  /** An average over the run's end has begun; where it began does not move. */
  @Test
  void aFinishedRunGoesOnLonger() throws IOException {
    Recipe recipe = recipe("optimization: {average: polyak}");
    train(recipe, "run", false, () -> false);
    RunFolder folder = new RunFolder(place.resolve("run"));
    assertThat(Trainer.position(folder).epochs()).isEqualTo(4);
    RunManifest longer = Trainer.manifest(folder).withEpochs(6);
    Trainer trainer =
        new Trainer(
            longer,
            dataset,
            longer.start(CLASSES),
            folder,
            model -> Validation.NONE,
            new TrainingListener() {});
    assertThat(trainer.rate(Trainer.position(folder).updates())).isPositive();
    assertThat(trainer.train(engine(learner -> learner), true, () -> false).finished()).isTrue();
    assertThat(MetricsFile.read(folder.metrics())).hasSize(6);
    RunManifest after = Trainer.manifest(folder);
    assertThat(after.recipe().epochs()).isEqualTo(6);
    assertThat(after.firstEpochs()).isEqualTo(4);
  }

  @Test
  void whatDoesNotSuitIsRefusedBeforeAnythingIsWritten() {
    for (String[] wrong :
        new String[][] {
          {"freeze_until: inception_9z", "recipe freeze_until: expected one of data, conv1, "},
          {"batch: 60000", ""},
          {"{epochs: 2, optimization: {warm_up_epochs: 1.99}}", "recipe optimization.warm_up"},
        }) {
      Trainer trainer =
          trainer(recipe("training_sides: [4000]", wrong[0]), "none", model -> Validation.NONE);
      assertThatThrownBy(() -> trainer.check(engine(learner -> learner)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(wrong[1]);
    }
    assertThat(place.resolve("none")).doesNotExist();
    trainer(recipe(), "none", model -> Validation.NONE).check(engine(learner -> learner));
  }

  @Test
  void labelsThatAModelFileCannotHoldAreRefused() {
    Recipe recipe = recipe();
    StartingPoint start = StartingPoint.scratch(recipe, List.of("a", "b\nc"));
    RunManifest manifest =
        RunManifest.of(List.of(place), Split.DEFAULT, "0", recipe, start, List.of());
    Trainer trainer =
        new Trainer(
            manifest,
            dataset,
            start,
            new RunFolder(place.resolve("none")),
            model -> Validation.NONE,
            new TrainingListener() {});
    assertThatThrownBy(() -> trainer.check(engine(learner -> learner)))
        .hasMessageStartingWith("class 1: expected a label in printable characters, found ");
  }

  @Test
  void aRunThatWasStoppedInValidationBeginsWithItAgain() throws IOException {
    train(recipe(), "whole", false, () -> false);
    Files.createDirectories(place.resolve("parts"));
    boolean[] stop = {false};
    int[] validations = {0};
    Validator stopping =
        model -> {
          if (++validations[0] == 2) {
            stop[0] = true;
            throw new CancellationException("stopped");
          }
          return Validation.NONE;
        };
    Trainer.Ending ending =
        trainer(recipe(), "parts", stopping)
            .train(engine(learner -> learner), false, () -> stop[0]);
    assertThat(ending.finished()).isFalse();
    assertThat(MetricsFile.read(place.resolve("parts/metrics.csv"))).hasSize(1);
    Checkpoint saved = Checkpoint.read(place.resolve("parts/last.safetensors"));
    assertThat(saved.training().update).isEqualTo(8); // two epochs of four
    assertThat(train(recipe(), "parts", true, () -> false)).isTrue();
    assertThat(place.resolve("parts/model.safetensors"))
        .hasSameBinaryContentAs(place.resolve("whole/model.safetensors"));
    List<EpochMetrics> whole = MetricsFile.read(place.resolve("whole/metrics.csv"));
    List<EpochMetrics> parts = MetricsFile.read(place.resolve("parts/metrics.csv"));
    assertThat(parts.stream().map(EpochMetrics::losses))
        .isEqualTo(whole.stream().map(EpochMetrics::losses).toList());
  }

  @Test
  void aCancellationOfAnotherCauseIsThrown() throws IOException {
    Files.createDirectories(place.resolve("run"));
    Validator interrupted =
        model -> {
          throw new CancellationException("interrupted");
        };
    assertThatThrownBy(
            () ->
                trainer(recipe(), "run", interrupted)
                    .train(engine(learner -> learner), false, () -> false))
        .isInstanceOf(CancellationException.class)
        .hasMessage("interrupted");
  }

  /** As after {@code kill -9} between the row of an epoch and its checkpoint. */
  @Test
  void rowsBeyondTheCheckpointAreWrittenAnew() throws IOException {
    train(recipe(), "whole", false, () -> false);
    int[] count = {0};
    train(recipe(), "killed", false, () -> ++count[0] == 6);
    Path metrics = place.resolve("killed/metrics.csv");
    List<String> lines = Files.readAllLines(metrics);
    Files.writeString(
        metrics,
        lines.get(1).replaceFirst("^1", "2") + "\n",
        java.nio.file.StandardOpenOption.APPEND);
    assertThat(train(recipe(), "killed", true, () -> false)).isTrue();
    assertThat(MetricsFile.read(metrics).stream().map(EpochMetrics::epoch))
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void batchesAreGatheredForOneUpdate() throws IOException {
    train(recipe("optimization: {accumulate: 3}", "epochs: 1"), "run", false, () -> false);
    assertThat(learners.get(0).calls)
        .containsExactly(
            "resize 32",
            "accumulate 6 of 32 share 0.33",
            "accumulate 6 of 32 share 0.33",
            "accumulate 6 of 32 share 0.33",
            "update",
            "accumulate 6 of 32 share 1.00",
            "update",
            "close");
  }

  @Test
  void picturesGrowAsTheRecipeSays() throws IOException {
    train(recipe("training_sides: [32, 48]"), "run", false, () -> false);
    assertThat(epochs.stream().map(EpochMetrics::side)).containsExactly(32, 32, 48, 48);
    assertThat(learners.get(0).calls).contains("resize 48", "accumulate 6 of 48 share 1.00");
  }

  @Test
  void theBestWeightsAreKeptAndPatienceEnds() throws IOException {
    List<Double> losses = List.of(1.5, .8, .9, .8, .85, .1);
    Path folder = Files.createDirectories(place.resolve("run"));
    int[] call = {0};
    Trainer trainer =
        trainer(
            recipe("epochs: 6", "patience: 3"),
            "run",
            model -> {
              int epoch = call[0]++;
              return new Validation(losses.get(epoch), epoch / 10.0, 1); // top-1 does not count
            });
    assertThat(trainer.train(engine(learner -> learner), false, () -> false).finished()).isTrue();
    assertThat(epochs).hasSize(5);
    assertThat(notes)
        .contains("early stop: no lower validation loss for 3 epochs; the best was epoch 2.");
    String metrics =
        io.github.googlenet4j.file.ModelFile.read(folder.resolve("model.safetensors"))
            .history()
            .get("metrics");
    assertThat(metrics)
        .isEqualTo("epoch 2 of 6: validation top-1 0.1000, top-5 1.0000, loss 0.8000");
  }

  /** Epoch 2 has the least loss, epoch 1 the least with the best temperature of each. */
  @Test
  void epochsAreComparedWithTheirTemperatures() throws IOException {
    List<Validation> validations =
        List.of(
            new Validation(1.5, .5, 1, new Temperature(.5, .6)),
            new Validation(.8, .5, 1, new Temperature(.9, .7)));
    for (boolean calibrate : List.of(true, false)) {
      epochs.clear();
      Path folder = Files.createDirectories(place.resolve("run " + calibrate));
      int[] call = {0};
      trainer(
              recipe("epochs: 2", "calibrate: " + calibrate),
              "run " + calibrate,
              model -> validations.get(call[0]++))
          .train(engine(learner -> learner), false, () -> false);
      Model model = ModelFile.read(folder.resolve("model.safetensors"));
      assertThat(model.history().get("metrics"))
          .startsWith("epoch %d ".formatted(calibrate ? 1 : 2));
      assertThat(model.history().get("temperature")).isEqualTo(calibrate ? "0.5000" : null);
    }
  }

  @Test
  void aLossThatIsNoNumberEndsTraining() throws IOException {
    Files.createDirectories(place.resolve("run"));
    assertThatThrownBy(
            () ->
                trainer(recipe(), "run", model -> Validation.NONE)
                    .train(
                        engine(
                            learner -> {
                              learner.lossFrom = 5;
                              return learner;
                            }),
                        false,
                        () -> false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "loss of main: expected a finite number, found NaN in epoch 2, batch 2. Lower"
                + " optimization.rate, or set optimization.clip_norm.");
    assertThat(place.resolve("run/last.safetensors")).exists();
  }

  @Test
  void aDeadStartIsToldOnce() throws IOException {
    Files.createDirectories(place.resolve("run"));
    trainer(recipe("epochs: 51"), "run", model -> new Validation(1, .5, .5))
        .train(
            engine(
                learner -> {
                  learner.lossFrom = 0;
                  learner.otherLoss = Math.log(3) + .001;
                  return learner;
                }),
            false,
            () -> false);
    assertThat(notes.stream().filter(note -> note.startsWith("dead start")))
        .containsExactly(
            "dead start: main: expected a loss below 1.099, which guessing costs (ln(classes) is"
                + " 1.099), after 100 updates, found no less, with vanishing gradients (0.0e+00 of"
                + " the first layer's weights). Train the variant batch_norm, begin from a model"
                + ", or lower optimization.rate.");
  }

  @Test
  void aCheckpointCutShortIsRefused() throws IOException {
    train(recipe(), "run", false, () -> true);
    Path checkpoint = place.resolve("run/last.safetensors");
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> train(recipe(), "run", true, () -> true))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            checkpoint + ": expected a whole checkpoint, found a damaged one (tensor classifier: ")
        .hasMessageEndingWith("). Restore it from a copy, or begin a new run.")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFolderWithoutCheckpointIsNoRun() {
    assertThatThrownBy(() -> train(recipe(), "nothing", true, () -> true))
        .hasMessage(
            place.resolve("nothing/last.safetensors")
                + ": expected the checkpoint of a run, found no such file. Name the folder of a run"
                + " that was begun, or begin a new run.");
  }

  @Test
  void anUnreadablePictureIsToldAndTeachesNothing() throws IOException {
    Files.write(dataset.part(Part.TRAIN).get(3).file(), new byte[] {1, 2, 3});
    assertThat(train(recipe(), "run", false, () -> false)).isTrue();
    assertThat(notes.stream().filter(note -> note.contains("3.png"))).hasSize(1);
  }
}
