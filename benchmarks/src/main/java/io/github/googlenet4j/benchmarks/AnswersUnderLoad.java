package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.concurrent.Uninterrupted;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.loading.PicturePipeline;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether many threads that call one program each get their own pictures' answers, and how many a
 * second, beside one caller alone in turns.
 *
 * <p>Pictures of many callers are run together, where last bits may differ: an answer is right if
 * it is the same to a thousandth and nearer to that of its own picture than to any other's.
 */
public final class AnswersUnderLoad {
  private static final int CALLERS = 64;
  private static final int BATCH = 16;
  private static final int TURN_SECONDS = 10;
  private static final int WARM_UP_SECONDS = 5;

  private final Program program;
  private final List<FloatBuffer> pictures = new ArrayList<>();
  private final List<float[]> expected = new ArrayList<>();
  private final FloatBuffer batch;
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();

  private AnswersUnderLoad(Program program) {
    this.program = program;
    int size = program.input().size();
    batch = PicturePipeline.buffer(BATCH * size);
    Answer.fill(batch, 0);
    for (int caller = 0; caller < CALLERS; caller++) {
      FloatBuffer picture = PicturePipeline.buffer(size);
      Answer.fill(picture, 1 + caller);
      pictures.add(picture);
      expected.add(program.run(picture, 1).main());
    }
    program.run(batch, BATCH); // compiles for this size
  }

  /** Takes a model file, the seconds under load, cores for a run, and runs at work at once. */
  public static void main(String[] arguments) throws IOException {
    Model model = ModelFile.read(Path.of(arguments[0]));
    EngineOptions options =
        EngineOptions.DEFAULT
            .withLargestBatch(BATCH)
            .withThreads(Integer.parseInt(arguments[2]))
            .withConcurrency(Integer.parseInt(arguments[3]));
    try (Program program =
        Answer.engine("onednn").compile(Inference.apply(model.network()), options)) {
      new AnswersUnderLoad(program).measure(Double.parseDouble(arguments[1]));
    }
  }

  private void measure(double seconds) {
    load(WARM_UP_SECONDS); // lanes compile for every number of pictures that meet
    answers.set(0);
    int turns = (int) Math.max(1, Math.round(seconds / TURN_SECONDS));
    double[] ratios = new double[turns];
    for (int turn = 0; turn < turns; turn++) {
      double single = alone(pictures.get(0), 1, seconds / turns / 2);
      double batches = alone(batch, BATCH, seconds / turns / 2);
      double load = load(seconds / turns);
      ratios[turn] = load / Math.max(single, batches);
      System.out.printf(
          Locale.ROOT,
          "turn %d of %d, pictures/s: one caller %.1f, with batches of %d %.1f, %d callers %.1f%n",
          turn + 1,
          turns,
          single,
          BATCH,
          batches,
          CALLERS,
          load);
    }
    Arrays.sort(ratios);
    System.out.printf(
        Locale.ROOT,
        "%d answers to %d callers, %d wrong, %.2f of the better single caller's rate (%.2f to %.2f)%n",
        answers.get(),
        CALLERS,
        wrong.get(),
        (ratios[(turns - 1) / 2] + ratios[turns / 2]) / 2,
        ratios[0],
        ratios[turns - 1]);
  }

  /** Pictures a second of one caller. */
  private double alone(FloatBuffer buffer, int count, double seconds) {
    long start = System.nanoTime();
    long done = 0;
    while (since(start) < seconds) {
      program.run(buffer, count);
      done += count;
    }
    return done / since(start);
  }

  /** Pictures a second of all callers, with one picture each. */
  private double load(double seconds) {
    long before = answers.get();
    long start = System.nanoTime();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      Thread thread = new Thread(() -> call(caller, start, seconds), "caller " + caller);
      callers.add(thread);
      thread.start();
    }
    callers.forEach(Uninterrupted::join);
    return (answers.get() - before) / since(start);
  }

  private void call(int caller, long start, double seconds) {
    while (since(start) < seconds) {
      float[] found = program.run(pictures.get(caller), 1).main();
      answers.incrementAndGet();
      if (!isRight(found, caller)) {
        wrong.incrementAndGet();
      }
    }
  }

  private boolean isRight(float[] found, int caller) {
    double own = distance(found, expected.get(caller));
    for (int other = 0; other < CALLERS; other++) {
      if (other != caller && distance(found, expected.get(other)) <= own) {
        return false;
      }
    }
    return own < 1e-3;
  }

  /** Of two answers, relative to the second; NaN is far from everything. */
  private static double distance(float[] found, float[] expected) {
    double apart = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      apart += Math.pow(found[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    double distance = Math.sqrt(apart / size);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  private static double since(long start) {
    return 1e-9 * (System.nanoTime() - start);
  }
}
