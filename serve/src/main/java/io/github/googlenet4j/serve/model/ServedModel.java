package io.github.googlenet4j.serve.model;

import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.Ranking;
import io.github.googlenet4j.concurrent.Uninterrupted;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.explain.Explainer;
import io.github.googlenet4j.explain.ExplainerOptions;
import io.github.googlenet4j.explain.Explanation;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A model that is open and answers under a name. */
public final class ServedModel implements AutoCloseable {
  private static final int EXPLAINING = 8;

  private final String name;
  private final String version;
  private final Path file;
  private final Model model;
  private final Program program;
  private final String logits;
  private final ModelStatistics statistics = new ModelStatistics();
  private final long firstRun;
  private final EngineOptions engine;
  private final Semaphore explaining = new Semaphore(EXPLAINING);
  private @Nullable Explainer explainer;
  private int uses;
  private boolean retired;

  private ServedModel(
      String name,
      String version,
      Path file,
      Model model,
      Program program,
      String logits,
      EngineOptions engine,
      long firstRun) {
    this.name = name;
    this.version = version;
    this.file = file;
    this.model = model;
    this.program = program;
    this.logits = logits;
    this.engine = engine;
    this.firstRun = firstRun;
  }

  /** Runs it twice on grey pictures, the first time for what is prepared then. */
  private static long tried(Program program) {
    FloatBuffer picture =
        ByteBuffer.allocateDirect(Float.BYTES * program.input().size())
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    program.run(picture, 1);
    long began = System.nanoTime();
    float[] probabilities = program.run(picture, 1).main();
    long nanos = System.nanoTime() - began;
    float sum = 0;
    for (float probability : probabilities) {
      sum += probability;
    }
    if (!(Math.abs(sum - 1) < .1)) {
      throw new IllegalStateException(
          "model: expected probabilities that add up to 1, found %s. Train it again."
              .formatted(sum));
    }
    return nanos;
  }

  /**
   * Opens a model file.
   *
   * @param version as requests write it
   * @throws IOException if it cannot be read or is no valid model file
   * @throws IllegalStateException if no engine on the class path runs on this machine
   * @throws IllegalArgumentException if the engine does not have the precision asked for
   */
  public static ServedModel open(String name, String version, Path file, EngineOptions options)
      throws IOException {
    Model model = ModelFile.read(file);
    Network whole = Inference.apply(model.network());
    String logits = whole.graph().head(Head.MAIN).name();
    Network answering = whole.withProbabilities().withOutputs(List.of(logits));
    Program program = Engine.best().compile(answering, options);
    try {
      return new ServedModel(name, version, file, model, program, logits, options, tried(program));
    } catch (RuntimeException | Error e) {
      program.close();
      throw e;
    }
  }

  /**
   * A model whose program exists already.
   *
   * @param logits the program's output that has the logits
   * @param firstRun nanoseconds that one picture takes
   */
  public static ServedModel of(
      String name,
      String version,
      Path file,
      Model model,
      Program program,
      String logits,
      long firstRun) {
    return new ServedModel(
        name, version, file, model, program, logits, EngineOptions.DEFAULT, firstRun);
  }

  /** Under which it answers. */
  public String name() {
    return name;
  }

  /** As requests write it. */
  public String version() {
    return version;
  }

  /** Where it was read from. */
  public Path file() {
    return file;
  }

  /** What was read. */
  public Model model() {
    return model;
  }

  /** What computes; its main output has the probabilities. */
  public Program program() {
    return program;
  }

  /** The name of the program's output that has the logits. */
  public String logits() {
    return logits;
  }

  /** Counts of what it has answered. */
  public ModelStatistics statistics() {
    return statistics;
  }

  /** Nanoseconds that one picture took when it was opened. */
  public long firstRun() {
    return firstRun;
  }

  /**
   * Keeps it open until {@link #release}.
   *
   * @return false if it has been retired
   */
  public synchronized boolean retain() {
    if (retired) {
      return false;
    }
    uses++;
    return true;
  }

  /** Ends one use of it. */
  public synchronized void release() {
    uses--;
    notifyAll();
  }

  /** Refuses further uses. */
  public synchronized void retire() {
    retired = true;
  }

  /** Waits until nobody uses it. */
  public synchronized void awaitUnused() {
    Uninterrupted.await(this, () -> uses == 0);
  }

  /** The most probable classes, the best first. */
  public List<Prediction> best(float[] probabilities, int from, int top) {
    return Ranking.best(model.classes(), probabilities, from, top);
  }

  /**
   * Where it looked: class activation maps of the most probable classes. Calls take turns.
   *
   * @throws Refusal if the picture cannot be read, or too many wait
   */
  public List<Explanation> explain(byte[] picture, int top) {
    if (!explaining.tryAcquire()) {
      throw new Refusal(
          Outcome.OVERLOADED,
          "explain: expected at most %d at a time, found more. Try again later."
              .formatted(EXPLAINING),
          Duration.ofSeconds(1));
    }
    try {
      return explainer().explain(picture, top);
    } catch (IOException e) {
      throw new Refusal(Outcome.BAD_REQUEST, String.valueOf(e.getMessage()));
    } finally {
      explaining.release();
    }
  }

  /** Compiled when it is first needed: many servers never are. */
  private synchronized Explainer explainer() {
    Explainer present = explainer;
    if (present == null) {
      ExplainerOptions options = ExplainerOptions.DEFAULT.withEngine(engine).withLongest(64);
      present = Explainer.of(model, Engine.best(), options);
      explainer = present;
    }
    return present;
  }

  @Override
  public synchronized void close() {
    program.close();
    if (explainer != null) {
      explainer.close();
    }
  }
}
