package io.github.googlenet4j;

import io.github.googlenet4j.data.SourceOptions;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * Trains a model on labelled pictures: from a folder of pictures to a folder with the model and a
 * report.
 *
 * <pre>{@code
 * Training.Request request = Training.Request.of(Path.of("pictures"), Path.of("runs/first"))
 *     .withModel(Path.of("bvlc.safetensors"));
 * TrainingResult result = Training.start(request);
 * System.out.println(result.evaluations().get(Part.TEST).top1());
 * }</pre>
 *
 * <p>{@link RunFolder} names the files that are written. Everything that can be checked is checked
 * before the folder is touched. A run that was stopped or killed goes on with {@link #resume(Path)}
 * to the same weights, bit for bit; the preset {@code features} takes a minute or two, writes
 * nothing before its end, and cannot be resumed.
 *
 * <p>Training needs a {@link io.github.googlenet4j.trainer.TrainingEngine} on the class path or
 * module path, evaluation and the preset {@code features} an {@link
 * io.github.googlenet4j.engine.Engine}.
 */
public final class Training {
  private Training() {}

  /**
   * What to train, on what, and where to. Immutable.
   *
   * @param data folders or CSV files of labelled pictures, from one
   * @param folder of the run
   * @param model to start from; empty to train from scratch
   * @param recipe how; empty for the preset {@code fine-tune} with a model and {@code scratch}
   *     without
   * @param split how pictures without parts are divided
   * @param reading how the data is read where it could mean several things
   * @param replace whether an earlier run in the folder may be replaced
   */
  public record Request(
      List<Path> data,
      Path folder,
      Optional<Model> model,
      Optional<Recipe> recipe,
      Split split,
      SourceOptions reading,
      boolean replace) {
    public Request {
      data = List.copyOf(data);
    }

    /** The same, with the layout of the data found out. */
    public Request(
        List<Path> data,
        Path folder,
        Optional<Model> model,
        Optional<Recipe> recipe,
        Split split,
        boolean replace) {
      this(data, folder, model, recipe, split, SourceOptions.DEFAULT, replace);
    }

    /** A training from scratch, by the preset, in a new folder. */
    public static Request of(List<Path> data, Path folder) {
      return new Request(data, folder, Optional.empty(), Optional.empty(), Split.DEFAULT, false);
    }

    /** A training from scratch, by the preset, in a new folder. */
    public static Request of(Path data, Path folder) {
      return of(List.of(data), folder);
    }

    /** In this folder. */
    public Request withFolder(Path value) {
      return new Request(data, value, model, recipe, split, reading, replace);
    }

    /** Starting from this model. */
    public Request withModel(Model value) {
      return new Request(data, folder, Optional.of(value), recipe, split, reading, replace);
    }

    /**
     * Starting from the model of this file, which is read at once.
     *
     * @throws IOException if it cannot be read or is no model file
     */
    public Request withModel(Path file) throws IOException {
      return withModel(ModelFile.read(file));
    }

    /** With this recipe. */
    public Request withRecipe(Recipe value) {
      return new Request(data, folder, model, Optional.of(value), split, reading, replace);
    }

    /** With pictures divided so where they have no parts. */
    public Request withSplit(Split value) {
      return new Request(data, folder, model, recipe, value, reading, replace);
    }

    /** With the data read so where it could mean several things. */
    public Request withReading(SourceOptions value) {
      return new Request(data, folder, model, recipe, split, value, replace);
    }

    /** With or without the permission to replace an earlier run in the folder. */
    public Request withReplace(boolean value) {
      return new Request(data, folder, model, recipe, split, reading, value);
    }
  }

  /**
   * Which run to go on with, and what has changed since it stopped. Immutable.
   *
   * @param folder of the run
   * @param data where the run's pictures are now; empty for where they were
   * @param epochs of the whole run; empty for those of its recipe
   */
  public record Continuation(Path folder, List<Path> data, OptionalInt epochs) {
    public Continuation {
      data = List.copyOf(data);
    }

    /** A run that goes on as it began. */
    public static Continuation of(Path folder) {
      return new Continuation(folder, List.of(), OptionalInt.empty());
    }

    /** With the run's pictures in these folders and CSV files. */
    public Continuation withData(List<Path> value) {
      return new Continuation(folder, value, epochs);
    }

    /** With this many epochs in all: more than before to train longer. */
    public Continuation withEpochs(int value) {
      return new Continuation(folder, data, OptionalInt.of(value));
    }
  }

  /** The same as {@link #start(Request, TrainingListener, BooleanSupplier)}, to its end. */
  public static TrainingResult start(Request request) throws IOException {
    return start(request, new TrainingListener() {});
  }

  /** The same as {@link #start(Request, TrainingListener, BooleanSupplier)}, to its end. */
  public static TrainingResult start(Request request, TrainingListener listener)
      throws IOException {
    return start(request, listener, () -> false);
  }

  /**
   * Begins a run.
   *
   * @param listener told what happens, on the calling thread
   * @param stop asked several times a second, on the calling thread; true saves and ends
   * @throws IOException if pictures cannot be read, or the run's folder cannot be written
   * @throws IllegalArgumentException if the recipe does not suit the data, the model or this
   *     machine; nothing is written then
   * @throws IllegalStateException if nothing trains on this machine, or losses become infinite
   */
  public static TrainingResult start(
      Request request, TrainingListener listener, BooleanSupplier stop) throws IOException {
    return TrainingRun.begin(request, listener, stop);
  }

  /** The same as {@link #resume(Continuation, TrainingListener, BooleanSupplier)}, to its end. */
  public static TrainingResult resume(Path folder) throws IOException {
    return resume(Continuation.of(folder), new TrainingListener() {}, () -> false);
  }

  /**
   * Goes on with a run that was stopped or killed, or that is to be longer. A note says what is no
   * longer as in a run that never stopped: the rates, or the bits on another machine.
   *
   * @param continuation which run
   * @param listener told what happens, on the calling thread
   * @param stop asked several times a second, on the calling thread; true saves and ends
   * @throws IOException if there is no checkpoint, the pictures have changed, or another process
   *     trains the run
   * @throws IllegalArgumentException if fewer epochs are asked for than are done
   */
  public static TrainingResult resume(
      Continuation continuation, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    return TrainingRun.resume(continuation, listener, stop);
  }
}
