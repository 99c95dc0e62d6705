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
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

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
