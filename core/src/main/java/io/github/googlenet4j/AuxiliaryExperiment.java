package io.github.googlenet4j;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.SourceOptions;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.HeadScores;
import io.github.googlenet4j.evaluate.PictureScore;
import io.github.googlenet4j.experiment.AuxiliaryResults;
import io.github.googlenet4j.experiment.AuxiliaryRun;
import io.github.googlenet4j.experiment.GradientLog;
import io.github.googlenet4j.experiment.RunFile;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.report.AuxiliaryReport;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.TrainingListener;
import io.github.googlenet4j.trainer.MetricsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Trains networks with and without their auxiliary heads (paper, section 5) and tells what the
 * heads did.
 *
 * <p>Both trainings of a pair have the same seed: the same first weights, the same order of
 * pictures and the same variations of them. (Dropout draws other numbers, as there are more layers
 * to draw for.) The weights with the lowest validation loss are tested.
 *
 * <p>The experiment's folder has a run's folder for each training, {@code
 * <variant>/with-heads/seed-1}, and, from the first pair on, {@code report.html} and {@code
 * results.json}. The same request with the same folder goes on where it was stopped or killed, and
 * with more seeds it trains only these.
 */
public final class AuxiliaryExperiment {
  private static final String SETTINGS = "experiment.yaml";
  private static final String ANSWERS = "answers.json";
  private static final String GRADIENTS = "gradients.csv";

  /** Epochs in which the first layer's gradient is measured. */
  private static final int WATCHED = 3;

  /**
   * What to train, on what, and where to. Immutable.
   *
   * @param data folders or CSV files of labelled pictures, with a test or a validation part
   * @param folder of the experiment
   * @param recipes one for each variant; whether the heads are trained and the seed are replaced
   * @param seeds how many pairs of each variant; their seeds are 1, 2, ...
   * @param split how pictures without parts are divided
   * @param reading how the data is read where it could mean several things
   */
  public record Request(
      List<Path> data,
      Path folder,
      List<Recipe> recipes,
      int seeds,
      Split split,
      SourceOptions reading) {
    public Request {
      data = List.copyOf(data);
      recipes = List.copyOf(recipes);
      if (seeds < 1 || seeds > 1000) {
        throw new IllegalArgumentException("seeds: expected 1 to 1000, found %d.".formatted(seeds));
      }
      if (recipes.isEmpty()
          || recipes.stream().map(Recipe::variant).distinct().count() != recipes.size()) {
        throw new IllegalArgumentException(
            "variants: expected one or more, each once, found %s."
                .formatted(recipes.stream().map(Recipe::variant).toList()));
      }
    }
  }

  private final Request request;
  private final String fingerprint;
  private final List<Example> examples;
  private final Part part;
  private final TrainingListener listener;
  private final BooleanSupplier stop;

  private AuxiliaryExperiment(
      Request request, PictureScan scan, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    this.request = request;
    this.fingerprint = scan.fingerprint();
    Dataset dataset = scan.dataset();
    this.part = dataset.part(Part.TEST).isEmpty() ? Part.VALIDATION : Part.TEST;
    this.examples = dataset.part(part);
    this.listener = listener;
    this.stop = stop;
    if (examples.isEmpty()) {
      throw new IOException(
          "%s: expected a test or a validation part, found neither. Give pictures to measure on."
              .formatted(request.data().get(0)));
    }
  }

  /**
   * Runs the experiment, or what is left of it.
   *
   * @param listener told what happens in the trainings, on the calling thread
   * @param stop asked several times a second, on the calling thread; true saves and ends
   * @return empty if {@code stop} ended it
   * @throws IOException if pictures cannot be read, the folder cannot be written, or it holds
   *     another experiment
   * @throws IllegalArgumentException if a recipe does not suit the data or this machine
   * @throws IllegalStateException if nothing trains on this machine, or losses become infinite
   */
  public static Optional<AuxiliaryResults> run(
      Request request, TrainingListener listener, BooleanSupplier stop) throws IOException {
    Optional<PictureScan> scan =
        PictureScan.of(request.data(), request.reading(), request.split(), stop);
    return scan.isEmpty()
        ? Optional.empty()
        : new AuxiliaryExperiment(request, scan.get(), listener, stop).run();
  }

  private Optional<AuxiliaryResults> run() throws IOException {
    check();
    if (part == Part.VALIDATION) {
      listener.note(
          "no test part: accuracy is that on the validation part, by which the weights were chosen");
    }
    List<AuxiliaryRun> runs = new ArrayList<>();
    Optional<AuxiliaryResults> results = Optional.empty();
    for (long seed = 1; seed <= request.seeds(); seed++) {
      for (Recipe recipe : request.recipes()) {
        for (boolean auxiliary : new boolean[] {true, false}) {
          Optional<AuxiliaryRun> run = run(recipe, auxiliary, seed);
          if (run.isEmpty()) {
            return Optional.empty();
          }
          runs.add(run.get());
        }
        results = Optional.of(new AuxiliaryResults(runs, part.toString()));
        AuxiliaryReport.write(request.folder(), results.get(), Bootstrap.DEFAULT);
      }
    }
    return results;
  }

  /** The pictures and recipes, as text: what a folder's experiment must have in common. */
  private String settings() {
    StringBuilder settings = new StringBuilder("data_fingerprint: " + fingerprint + "\n");
    for (Recipe recipe : request.recipes()) {
      settings.append("---\n").append(RecipeFile.write(recipe));
    }
    return settings.toString();
  }

  /** Checks that the folder is new, empty or this experiment's. */
  private void check() throws IOException {
    Path file = request.folder().resolve(SETTINGS);
    if (!Files.exists(file)) {
      RunFolder.check(request.folder(), false);
    } else if (!Files.readString(file).equals(settings())) {
      throw new IOException(
          "%s: expected an experiment with the same pictures and recipes, found another. Name another folder for the run."
              .formatted(request.folder()));
    }
  }

  /** Begins the folder: the first training has checked all that can be checked. */
  private void claim() {
    try {
      Files.createDirectories(request.folder());
      AtomicFile.write(request.folder().resolve(SETTINGS), true, settings());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<AuxiliaryRun> run(Recipe recipe, boolean auxiliary, long seed)
      throws IOException {
    Path place =
        request
            .folder()
            .resolve(recipe.variant())
            .resolve(auxiliary ? "with-heads" : "without-heads")
            .resolve("seed-" + seed);
    Path answers = place.resolve(ANSWERS);
    RunFolder folder = new RunFolder(place);
    if (!Files.exists(answers)) {
      listener.note(
          "%s %s the auxiliary heads, seed %d"
              .formatted(recipe.variant(), auxiliary ? "with" : "without", seed));
      Recipe own = recipe.with("heads.auxiliary", auxiliary).withSeed(seed);
      if (!train(own, folder)) {
        return Optional.empty();
      }
      Optional<RunFile> measured = measure(ModelFile.read(folder.model()));
      if (measured.isEmpty()) {
        return Optional.empty();
      }
      measured.get().write(answers);
      Files.deleteIfExists(folder.checkpoint()); // large, and no longer needed
    }
    RunFile answered = RunFile.read(answers);
    return Optional.of(
        new AuxiliaryRun(
            recipe.variant(),
            auxiliary,
            seed,
            answered.accuracy(),
            answered.right(),
            answered.images(),
            MetricsFile.read(folder.metrics()),
            GradientLog.read(place.resolve(GRADIENTS))));
  }

  /** Trains to the end, from the checkpoint if there is one; false if it was told to stop. */
  private boolean train(Recipe recipe, RunFolder folder) throws IOException {
    TrainingListener watching =
        new WatchingListener(listener, folder.folder().resolve(GRADIENTS), WATCHED, this::claim);
    if (Files.exists(folder.checkpoint())) {
      Training.Continuation same = Training.Continuation.of(folder.folder());
      return Training.resume(same.withData(request.data()), watching, stop).finished();
    }
    Training.Request training =
        new Training.Request(
            request.data(),
            folder.folder(),
            Optional.empty(),
            Optional.of(recipe),
            request.split(),
            request.reading(),
            true);
    return Training.start(training, watching, stop).finished();
  }

  private Optional<RunFile> measure(Model model) {
    Optional<Map<Head, Evaluation>> evaluations =
        HeadScores.evaluate(
            model,
            examples,
            Engine.best(),
            EngineOptions.DEFAULT,
            request.reading().limits(),
            done -> listener.working(part.toString(), done, examples.size()),
            stop);
    return evaluations.map(
        heads -> {
          Map<Head, Double> accuracy = new EnumMap<>(Head.class);
          heads.forEach((head, evaluation) -> accuracy.put(head, evaluation.top1()));
          BitSet right = new BitSet();
          List<PictureScore> scores = List.of();
          for (Map.Entry<Head, Evaluation> head : heads.entrySet()) {
            scores = head.getKey() == Head.MAIN ? head.getValue().scores() : scores;
          }
          for (int i = 0; i < scores.size(); i++) {
            right.set(i, scores.get(i).correct());
          }
          return new RunFile(accuracy, right, scores.size());
        });
  }
}
