package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineContract;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.engine.ResidentMemory;
import io.github.googlenet4j.graph.Head;
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
import org.junit.jupiter.params.provider.FieldSource;
import org.opentest4j.TestAbortedException;

class OneDnnEngineTest extends EngineContract {
  @Override
  protected Engine engine() {
    return new OneDnnEngine();
  }

  private static Network network(Variant variant, int side) {
    return SampleWeights.of(GoogLeNet.graph(variant, 10, side, true));
  }

  @Test
  void serviceLoaderFindsIt() {
    assertThat(Engine.all()).extracting(Engine::name).containsExactly("onednn");
    assertThat(Engine.best()).isInstanceOf(OneDnnEngine.class);
  }

  @Test
  void onOtherProcessorsItLeavesTheWorkToOthers() {
    OneDnnLibrary other = OneDnnLibrary.load("aarch64", () -> "must not be loaded");
    assertThat(other.availability().usable()).isFalse();
    assertThat(other.availability().detail())
        .isEqualTo("no optimised kernels for aarch64; the module onnxruntime has some");
    assertThat(OneDnnLibrary.load("x86_64", () -> "oneDNN").availability().precisions())
        .isEqualTo(engine().availability().precisions());
  }

  @Test
  void theCauseIsKeptWhereTheLibraryCannotBeLoaded() {
    LinkageError cause = new UnsatisfiedLinkError("libdnnl.so: no such file");
    OneDnnLibrary broken =
        OneDnnLibrary.load(
            "amd64",
            () -> {
              throw cause;
            });
    assertThatThrownBy(broken::require)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "onednn: expected its library, found no library for this platform: libdnnl.so: no such"
                + " file.")
        .hasCause(cause);
  }

  /** A reference kernel is 15 times slower. */
  @ParameterizedTest
  @FieldSource("variants")
  void everyPrimitiveIsAnOptimisedOne(Variant variant) {
    Assumptions.assumeTrue(
        engine().availability().detail().matches(".*(AVX2|AVX-512).*"), "skipped: needs AVX2");
    for (int side : new int[] {64, 224}) {
      Network network = network(variant, side);
      Network answering = network.withProbabilities();
      try (Program program = engine().compile(answering, EngineOptions.DEFAULT)) {
        for (int count : new int[] {1, 3, 16}) {
          assertThat(((OneDnnProgram) program).kernels(count))
              .isNotEmpty()
              .allSatisfy((node, kernel) -> assertThat(kernel).doesNotContain("ref"));
        }
      }
    }
  }

  /** OpenMP's threads are seen in the operating system only. They end with the program. */
  @Test
  void aRunUsesAsManyThreadsAsItIsTold() {
    Path tasks = Path.of("/proc/self/task");
    Assumptions.assumeTrue(Files.exists(tasks), "skipped: needs Linux");
    FloatBuffer picture = direct(new float[32 * 32 * 3]);
    Network network = network(Variant.SEED, 32);
    for (int threads : new int[] {1, 5, 2}) {
      EngineOptions options = EngineOptions.DEFAULT.withThreads(threads);
      Set<String> before = Set.of(tasks.toFile().list());
      try (Program program = engine().compile(network, options)) {
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
    FloatBuffer picture = direct(new float[96 * 96 * 3]);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    assertThat(engine().availability().usable()).isTrue(); // loads OpenMP too
    int before = OpenMp.exchangeThreads(7);
    try (Program program =
        engine().compile(network(Variant.PAPER, 96), EngineOptions.DEFAULT.withThreads(2))) {
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
    FloatBuffer pictures = direct(new float[count * network.graph().input().size()]);
    try (Program program = engine().compile(network, EngineOptions.DEFAULT.withThreads(2))) {
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
    FloatBuffer picture = direct(SampleWeights.picture("virtual", network.graph().input()));
    try (Program program = engine().compile(network, EngineOptions.DEFAULT.withThreads(2))) {
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

  /** A run allocates its result, a few hundred bytes here. */
  @ParameterizedTest
  @CsvSource({"48, 1, 200", "224, 3, 40", "224, 8, 10"}) // by rows, in sections, and by pictures
  @SuppressWarnings("deprecation") // Thread.getId, which JDK 19 renames
  void aRunAllocatesNothingOnTheHeapButItsResult(int side, int count, int runs) {
    var management = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    FloatBuffer pictures = direct(new float[count * side * side * 3]);
    EngineOptions options = EngineOptions.DEFAULT.withThreads(2);
    try (Program program = engine().compile(network(Variant.PAPER, side), options)) {
      for (int i = 0; i < 20; i++) {
        program.run(pictures, count);
      }
      // The caller and the program's threads: those of the test runner allocate as they like.
      long[] ids =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> t == Thread.currentThread() || t.getName().startsWith("onednn-worker"))
              .mapToLong(Thread::getId)
              .toArray();
      assertThat(ids).hasSizeGreaterThan(1);
      allocated(management.getThreadAllocatedBytes(ids)); // loads the classes that measuring needs
      long before = allocated(management.getThreadAllocatedBytes(ids));
      for (int i = 0; i < runs; i++) {
        program.run(pictures, count);
      }
      long after = allocated(management.getThreadAllocatedBytes(ids));
      // Three heads of ten floats: arrays with a header of 16, at most 160 for their table, the
      // record.
      assertThat((after - before) / runs).isLessThan(3 * (16 + 40 * count) + 2 * 80 + 128);
    }
  }

  private static long allocated(long[] bytes) {
    long sum = 0;
    for (long each : bytes) {
      sum += each;
    }
    return sum;
  }

  /** With sections of one, several and all pictures, rebound plans, and weights in two layouts. */
  @Test
  void everyPictureOfABatchAnswersAsItDoesAlone() {
    Network network = SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 7, 224, true));
    int size = network.graph().input().size();
    float[] pictures = new float[16 * size];
    List<Outputs> alone = new ArrayList<>();
    try (Program program = engine().compile(network, EngineOptions.DEFAULT)) {
      for (int i = 0; i < 16; i++) {
        float[] picture = SampleWeights.picture("picture " + i, network.graph().input());
        System.arraycopy(picture, 0, pictures, i * size, size);
        alone.add(program.run(direct(picture), 1));
      }
      for (int count : new int[] {13, 16, 1, 3, 16}) {
        Outputs found = program.run(direct(pictures), count);
        for (Head head : network.graph().heads().keySet()) {
          float[] logits = found.of(head);
          for (int i = 0; i < count; i++) {
            assertThat(
                    Close.distance(
                        Arrays.copyOfRange(logits, i * 7, (i + 1) * 7), alone.get(i).of(head)))
                .describedAs("%s of picture %d in %d", head, i, count)
                .isLessThan(1e-4);
          }
        }
      }
    }
  }

  /** Also where an activation has fewer rows, or the classifier fewer outputs, than threads. */
  @ParameterizedTest
  @FieldSource("variants")
  void aPictureIsTheSameWhoeverSharesIt(Variant variant) {
    for (int side : new int[] {32, 224}) {
      int classes = side == 32 ? 2 : 10; // fewer than threads
      Network network = SampleWeights.of(GoogLeNet.graph(variant, classes, side, true));
      FloatBuffer picture = direct(SampleWeights.picture("shared", network.graph().input()));
      List<Outputs> answers = new ArrayList<>();
      for (int threads = 1; threads <= 5; threads++) {
        EngineOptions options = EngineOptions.DEFAULT.withThreads(threads);
        try (Program program = engine().compile(network, options)) {
          answers.add(program.run(picture, 1));
        }
      }
      for (Head head : network.graph().heads().keySet()) {
        float[] alone = answers.get(0).of(head);
        for (int i = 1; i < answers.size(); i++) {
          assertThat(Close.distance(answers.get(i).of(head), alone))
              .describedAs("%s of %d threads at %d", head, i + 1, side)
              .isLessThan(1e-5);
        }
      }
    }
  }

  /** The memory is freed before a larger one is allocated, which fails. Plans must not use it. */
  @Test
  void aBatchThatIsTooLargeLeavesTheOthersAsTheyWere() {
    Network network = network(Variant.PAPER, 400);
    EngineOptions options = EngineOptions.DEFAULT.withLargestBatch(500).withThreads(1);
    FloatBuffer pictures = PicturePipeline.buffer(500 * 400 * 400 * 3);
    try (Program program = engine().compile(network, options)) {
      float[] expected = program.run(pictures, 2).main();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> program.run(pictures, 500))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageMatching(
                "batch: expected one that takes at most 2 GiB, found \\d+ bytes. Use smaller batches.");
        assertThat(program.run(pictures, 2).main()).isEqualTo(expected);
      }
    }
  }

  @Test
  void nativeMemoryIsGivenBack() {
    FloatBuffer pictures = direct(new float[8 * 64 * 64 * 3]);
    Network network = network(Variant.BATCH_NORM, 64);
    EngineOptions options = EngineOptions.DEFAULT.withThreads(2);
    long grown =
        ResidentMemory.growth(
            () -> {
              for (int round = 0; round < 6; round++) {
                try (Program program = engine().compile(network, options)) {
                  for (int i = 0; i < 12; i++) {
                    program.run(pictures, 1 + i % 4);
                  }
                  program.run(pictures, 8); // divided by pictures
                }
              }
            });
    // The weights of a program take 50 MB. Six leaked programs would be 300 MB.
    assertThat(grown).isLessThan(80_000_000);
  }
}
