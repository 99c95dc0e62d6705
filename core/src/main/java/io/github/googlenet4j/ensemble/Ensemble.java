package io.github.googlenet4j.ensemble;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.loading.Member;
import io.github.googlenet4j.loading.PicturePipeline;
import io.github.googlenet4j.loading.PictureRunner;
import io.github.googlenet4j.loading.ViewMeans;
import io.github.googlenet4j.loading.ViewRunner;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/**
 * Models of the same classes, compiled. Each answers for the same crops of a picture, which is
 * decoded once. Safe for concurrent callers; owns the programs.
 */
public final class Ensemble implements AutoCloseable {
  /** Told of every file, in the order given, on the caller's thread. */
  public interface Receiver {
    /** A file's probabilities. */
    void result(int index, Answer answer);

    /** Why a file could not be read, in one line. */
    void refusal(int index, String reason);

    /** How many files are done, after each batch. */
    default void done(int count) {}
  }

  private final List<String> classes;
  private final List<Crops> crops;
  private final PictureReader reader;
  private final List<Member> members = new ArrayList<>();
  private final List<int[]> indices = new ArrayList<>();
  private final ViewRunner runner;
  private final boolean single;

  // Buffers for one picture each, kept between calls. There are as many as there were concurrent
  // callers.
  private final Queue<FloatBuffer> buffers = new ConcurrentLinkedQueue<>();

  /**
   * Compiles models.
   *
   * @param models at least one; the first one's order of classes is the ensemble's
   * @param crops kinds of crops, each of which is answered for by itself
   * @throws IllegalArgumentException if the models do not have the same classes, or the engine does
   *     not have the precision asked for
   */
  public Ensemble(
      List<Model> models,
      List<Crops> crops,
      Engine engine,
      EngineOptions options,
      PictureReader reader) {
    Model first = models.get(0);
    this.classes = first.classes();
    this.crops = List.copyOf(crops);
    this.reader = reader;
    for (int i = 0; i < models.size(); i++) {
      indices.add(SameClasses.indices(first, models.get(i), "model " + (i + 1)));
    }
    try {
      for (Model model : models) {
        Program program = engine.compile(Inference.probabilities(model.network()), options);
        members.add(new Member(program, model.preparation()));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    this.runner = new ViewRunner(members, crops, reader, 0);
    this.single = models.size() == 1 && crops.equals(List.of(Crops.ONE));
  }

  /**
   * Checks that models have the same classes.
   *
   * @param names of the models, for the message
   * @throws IllegalArgumentException if not; the message names the first labels that differ
   */
  public static void check(List<Model> models, List<String> names) {
    for (int i = 1; i < models.size(); i++) {
      SameClasses.indices(models.get(0), models.get(i), names.get(i));
    }
  }

  /** The labels, in the order of the first model. */
  public List<String> classes() {
    return classes;
  }

  /** The probabilities of a picture. */
  public Answer answer(Picture picture) {
    if (!single) {
      return answer(runner.run(picture));
    }
    Member only = members.get(0);
    FloatBuffer kept = buffers.poll();
    FloatBuffer batch = kept == null ? PicturePipeline.buffer(only.program().input().size()) : kept;
    only.preparation().into(picture, batch, 0);
    float[] probabilities = only.program().run(batch, 1).main();
    buffers.add(batch);
    return new Answer(List.of(List.of(probabilities)));
  }

  /**
   * Runs over all files, or until {@code stop} is true.
   *
   * @param stop asked before each batch
   * @return whether all files are done
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   * @throws IllegalStateException if the ensemble is closed
   */
  public boolean run(List<Path> files, Receiver receiver, BooleanSupplier stop) {
    if (single) {
      // Its pictures go into the batch without a copy in between.
      Member only = members.get(0);
      return new PictureRunner(only.program(), reader, only.preparation(), 0)
          .run(files, single(receiver), stop);
    }
    return runner.run(files, several(receiver), stop);
  }

  private PictureRunner.Receiver single(Receiver receiver) {
    return new PictureRunner.Receiver() {
      @Override
      public void result(int index, float[] values, int from) {
        float[] own = Arrays.copyOfRange(values, from, from + classes.size());
        receiver.result(index, new Answer(List.of(List.of(own))));
      }

      @Override
      public void refusal(int index, String reason) {
        receiver.refusal(index, reason);
      }

      @Override
      public void done(int count) {
        receiver.done(count);
      }
    };
  }

  private ViewRunner.Receiver several(Receiver receiver) {
    return new ViewRunner.Receiver() {
      @Override
      public void result(int index, ViewMeans means) {
        receiver.result(index, answer(means));
      }

      @Override
      public void refusal(int index, String reason) {
        receiver.refusal(index, reason);
      }

      @Override
      public void done(int count) {
        receiver.done(count);
      }
    };
  }

  private Answer answer(ViewMeans means) {
    List<List<float[]>> values = new ArrayList<>();
    for (int kind = 0; kind < crops.size(); kind++) {
      List<float[]> models = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        models.add(inOrder(means.mean(kind, i), indices.get(i)));
      }
      values.add(models);
    }
    return new Answer(values);
  }

  private static float[] inOrder(float[] values, int[] indices) {
    float[] ordered = new float[values.length];
    for (int i = 0; i < ordered.length; i++) {
      ordered[i] = values[indices[i]];
    }
    return ordered;
  }

  @Override
  public void close() {
    members.forEach(member -> member.program().close());
    buffers.clear();
  }
}
