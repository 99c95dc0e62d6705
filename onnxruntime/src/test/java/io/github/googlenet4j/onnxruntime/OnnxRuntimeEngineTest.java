package io.github.googlenet4j.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.cache.UserCache;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineContract;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.engine.ResidentMemory;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.io.File;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class OnnxRuntimeEngineTest extends EngineContract {
  @Override
  protected Engine engine() {
    return new OnnxRuntimeEngine();
  }

  private static Network network(Variant variant, int side) {
    return SampleWeights.of(GoogLeNet.graph(variant, 10, side, true));
  }

  @Test
  void serviceLoaderFindsItAfterOneDnn() {
    assertThat(Engine.all()).extracting(Engine::name).containsExactly("onednn", "onnxruntime");
  }

  @Test
  void itSaysItsVersion() {
    assertThat(engine().availability().detail()).matches("ONNX Runtime 1\\.\\d+\\.\\d+, CPU");
    assertThat(engine().availability().precisions())
        .containsExactlyInAnyOrder(Precision.FP32, Precision.INT8);
  }

  @Test
  void theCauseIsKeptWhereTheLibraryCannotBeLoaded() {
    LinkageError failure = new ExceptionInInitializerError(new UnsatisfiedLinkError("no file"));
    OnnxRuntimeEngine.Library broken =
        OnnxRuntimeEngine.Library.load(
            () -> {
              throw failure;
            });
    assertThatThrownBy(broken::require)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "onnxruntime: expected its library, found no library for this platform: no file.")
        .hasCause(failure);
  }

  @Test
  void itsLibraryIsLoadedFromTheUsersCache() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    Assumptions.assumeTrue(Files.exists(maps), "skipped: needs Linux");
    assertThat(engine().availability().usable()).isTrue();
    Path cache = UserCache.get().folder();
    assertThat(Files.readAllLines(maps))
        .filteredOn(line -> line.contains("libonnxruntime"))
        .isNotEmpty()
        .allMatch(line -> line.contains(cache + "/natives/onnxruntime-"));
  }

  /** The library recurses over the command line, deeper than a Java thread's stack. */
  @Test
  void itLoadsUnderALongCommandLine() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath + File.pathSeparator + "x".repeat(20_000),
                OnnxRuntimeEngineTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).describedAs(output).isZero();
    assertThat(output).contains("ONNX Runtime");
  }

  /** Runs in the process of {@link #itLoadsUnderALongCommandLine}. */
  public static void main(String[] arguments) {
    System.out.println(new OnnxRuntimeEngine().availability().detail());
  }

  @Test
  void itsLibraryIsThatOfTheSystemAndTheProcessor() {
    assertThat(NativeLibraries.platform("Linux", "amd64")).isEqualTo("linux-x64");
    assertThat(NativeLibraries.platform("Linux", "aarch64")).isEqualTo("linux-aarch64");
    assertThat(NativeLibraries.platform("Mac OS X", "aarch64")).isEqualTo("osx-aarch64");
    assertThat(NativeLibraries.platform("Windows 11", "amd64")).isEqualTo("win-x64");
  }

  @Test
  void otherPrecisionsAreRefused() {
    EngineOptions options = EngineOptions.DEFAULT.withPrecision(Precision.BF16);
    assertThatThrownBy(() -> engine().compile(network(Variant.SEED, 32), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "precision: expected one of [fp32, int8], found bf16. Choose one that this engine and"
                + " CPU have.");
  }

  @Test
  void theFastestPrecisionOfAModelInFloatIsFloat() {
    FloatBuffer picture =
        direct(SampleWeights.picture("auto", network(Variant.SEED, 32).graph().input()));
    EngineOptions auto = EngineOptions.DEFAULT.withPrecision(Precision.AUTO);
    try (Program one = engine().compile(network(Variant.SEED, 32), auto);
        Program other = engine().compile(network(Variant.SEED, 32), EngineOptions.DEFAULT)) {
      assertThat(one.run(picture, 1).main()).isEqualTo(other.run(picture, 1).main());
    }
  }

  /** ONNX Runtime's threads are seen in the operating system only. The calling thread counts. */
  @Test
  void aRunUsesAsManyThreadsAsItIsToldAndLeavesNone() {
    Path tasks = Path.of("/proc/self/task");
    Assumptions.assumeTrue(Files.exists(tasks), "skipped: needs Linux");
    FloatBuffer picture = direct(new float[32 * 32 * 3]);
    Network network = network(Variant.SEED, 32);
    engine().compile(network, EngineOptions.DEFAULT.withThreads(1)).close(); // loads the library
    for (int threads : new int[] {1, 5, 2}) {
      EngineOptions options = EngineOptions.DEFAULT.withThreads(threads);
      long before = natives(tasks);
      try (Program program = engine().compile(network, options)) {
        program.run(picture, 1);
        assertThat(natives(tasks) - before).isEqualTo(threads - 1);
      }
      assertThat(natives(tasks)).isEqualTo(before);
    }
  }

  /** The process's native threads, which have the name of the process. */
  private static long natives(Path tasks) {
    String[] all = tasks.toFile().list();
    return Arrays.stream(all == null ? new String[0] : all)
        .filter(task -> name(tasks.resolve(task)).equals("java"))
        .count();
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException ended) {
      return "";
    }
  }

  @Test
  void nativeMemoryIsGivenBack() {
    FloatBuffer pictures = direct(new float[4 * 64 * 64 * 3]);
    Network network = network(Variant.BATCH_NORM, 64);
    long grown =
        ResidentMemory.growth(
            () -> {
              for (int round = 0; round < 6; round++) {
                try (Program program = engine().compile(network, EngineOptions.DEFAULT)) {
                  for (int i = 0; i < 12; i++) {
                    program.run(pictures, 1 + i % 4);
                  }
                }
              }
            });
    // The weights of a program take 50 MB. Six leaked programs would be 300 MB.
    assertThat(grown).isLessThan(80_000_000);
  }
}
