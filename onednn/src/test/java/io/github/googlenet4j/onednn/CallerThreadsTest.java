package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.loading.PicturePipeline;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.onednn.internal.nativelib.OpenMp;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Method;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

/** Which threads compute a run, whatever thread calls. */
class CallerThreadsTest {
  private static final OneDnnEngine ENGINE = new OneDnnEngine();

  private static Network network(Variant variant, int side) {
    return SampleWeights.of(GoogLeNet.graph(variant, 10, side, true));
  }

  /** OpenMP's threads are seen in the operating system only. They end with the program. */
  @Test
  void aRunUsesAsManyThreadsAsItIsTold() {
    Path tasks = Path.of("/proc/self/task");
    Assumptions.assumeTrue(Files.exists(tasks), "skipped: needs Linux");
    FloatBuffer picture = PicturePipeline.buffer(32 * 32 * 3);
    Network network = network(Variant.SEED, 32);
    for (int threads : new int[] {1, 5, 2}) {
      EngineOptions options = EngineOptions.DEFAULT.withThreads(threads);
      Set<String> before = Set.of(tasks.toFile().list());
      try (Program program = ENGINE.compile(network, options)) {
        program.run(picture, 1);
        assertThat(tasks.toFile().list())
            .filteredOn(
                task -> !before.contains(task) && name(tasks, task).startsWith("onednn-worker"))
            .hasSize(threads);
      }
    }
  }

  /**
   * The program's own worker is not even woken up. The caller's number of OpenMP threads is as
   * before.
   */
  @Test
  void aCallerThatFindsAWorkerIdleComputesOnItsOwnThread() {
    FloatBuffer picture = PicturePipeline.buffer(96 * 96 * 3);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    assertThat(ENGINE.availability().usable()).isTrue(); // loads OpenMP too
    int before = OpenMp.exchangeThreads(7);
    try (Program program =
        ENGINE.compile(network(Variant.PAPER, 96), EngineOptions.DEFAULT.withThreads(2))) {
      Thread worker = idleWorker();
      long waits = threads.getThreadInfo(id(worker)).getWaitedCount();
      for (int i = 0; i < 50; i++) {
        program.run(picture, 1);
      }
      assertThat(idleWorker()).isSameAs(worker);
      assertThat(threads.getThreadInfo(id(worker)).getWaitedCount()).isEqualTo(waits);
    } finally {
      assertThat(OpenMp.exchangeThreads(before)).isEqualTo(7);
    }
  }

  /** The thread of the only request worker, once it waits for requests. */
  private static Thread idleWorker() {
    Thread worker =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("onednn-worker-0"))
            .findFirst()
            .orElseThrow();
    while (worker.getState() != Thread.State.WAITING
        || Arrays.stream(worker.getStackTrace())
            .noneMatch(frame -> frame.getClassName().endsWith(".IdleSlot"))) {
      Thread.onSpinWait();
    }
    return worker;
  }

  @SuppressWarnings("deprecation") // Thread.getId, which JDK 19 renames
  private static long id(Thread thread) {
    return thread.getId();
  }

  /** A run succeeds or fails cleanly, wherever the stack ends. */
  @ParameterizedTest
  @CsvSource({"1", "4"}) // divided by rows, and by pictures
  void aCallerWithoutStackLeavesTheProgramAsItWas(int count) throws Exception {
    Network network = network(Variant.SEED, 32);
    FloatBuffer pictures = PicturePipeline.buffer(count * network.graph().input().size());
    try (Program program = ENGINE.compile(network, EngineOptions.DEFAULT.withThreads(2))) {
      float[] expected = program.run(pictures, count).main();
      int[] answers = {0, 0};
      Runnable run =
          () -> {
            try {
              program.run(pictures, count);
              answers[0]++;
            } catch (StackOverflowError e) {
              answers[1]++;
            }
          };
      Thread caller = new Thread(null, () -> atTheEndOfTheStack(run, answers), "shallow", 200_000);
      caller.start();
      caller.join();
      assertThat(answers[0]).isGreaterThan(100);
      assertThat(answers[1]).isGreaterThan(10);
      assertThat(program.run(pictures, count).main()).isEqualTo(expected);
    }
  }

  /** Runs with every number of frames left. */
  @SuppressWarnings("InfiniteRecursion") // it ends
  private static void atTheEndOfTheStack(Runnable run, int[] answers) {
    try {
      atTheEndOfTheStack(run, answers);
    } catch (StackOverflowError e) {
      // expected
    }
    if (answers[0] <= 100) {
      try {
        run.run();
      } catch (StackOverflowError e) {
        answers[1]++;
      }
    }
  }

  @Test
  void virtualThreadsGetTheSameAnswers() throws Exception {
    Method start;
    try {
      start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      throw new TestAbortedException("skipped: needs JDK 21");
    }
    Network network = network(Variant.PAPER, 64);
    float[] values = SampleWeights.picture("virtual", network.graph().input());
    FloatBuffer picture = PicturePipeline.buffer(values.length).put(0, values);
    try (Program program = ENGINE.compile(network, EngineOptions.DEFAULT.withThreads(2))) {
      float[] expected = program.run(picture, 1).main();
      List<float[]> answers = Collections.synchronizedList(new ArrayList<>());
      Runnable run = () -> answers.add(program.run(picture, 1).main());
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        callers.add((Thread) start.invoke(null, run));
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(answers).hasSize(20);
      answers.forEach(answer -> assertThat(Close.distance(answer, expected)).isLessThan(1e-4));
    }
  }

  /** A thread's name. OpenMP's threads have that of the thread that started them. */
  private static String name(Path tasks, String task) {
    try {
      return Files.readString(tasks.resolve(task).resolve("comm"));
    } catch (java.io.IOException ended) {
      return "";
    }
  }
}
