package io.github.googlenet4j.onnxruntime;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.machine.PrecisionTimes;
import io.github.googlenet4j.onnx.OnnxEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs networks with ONNX Runtime, Microsoft's runtime for many processors: on the CPU, in float32
 * and int8.
 *
 * <p>The native libraries come with the module, for Linux on x86-64 and arm64, macOS on arm64 and
 * Windows on x86-64. They are unpacked once, into the user's cache.
 */
public final class OnnxRuntimeEngine implements OnnxEngine {
  /** Called by {@code ServiceLoader}. An engine holds no resources. */
  public OnnxRuntimeEngine() {}

  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public Availability availability() {
    return library().availability();
  }

  /**
   * ONNX Runtime's library, or the reason why it cannot be used here.
   *
   * @param failure why it could not be loaded; null if it was
   */
  record Library(Availability availability, @Nullable LinkageError failure) {
    /**
     * Loads the library.
     *
     * @param loader loads it and returns its version
     */
    static Library load(Supplier<String> loader) {
      try {
        String detail = "ONNX Runtime " + loader.get() + ", CPU";
        return new Library(new Availability(Set.of(Precision.FP32, Precision.INT8), detail), null);
      } catch (LinkageError e) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        if (reason instanceof UncheckedIOException) {
          return new Library(Availability.broken(String.valueOf(reason.getMessage())), e);
        }
        String detail = "no library for this platform: " + reason.getMessage();
        return new Library(new Availability(Set.of(), detail), e);
      }
    }

    /**
     * What the library can do.
     *
     * @throws IllegalArgumentException if it cannot be used, with the reason as its cause
     */
    Availability require() {
      if (!availability.usable()) {
        throw new IllegalArgumentException(
            "onnxruntime: expected its library, found %s.".formatted(availability.detail()),
            failure);
      }
      return availability;
    }
  }

  private static Library library() {
    return Library.load(() -> OnnxRuntimeSessions.environment().getVersion());
  }

  /** Less than that of engines that were made for this network. */
  @Override
  public int preference() {
    return -1;
  }

  @Override
  public Program compile(Network network, EngineOptions options) {
    Precision precision =
        library()
            .require()
            .choose(options.precision(), network, several -> PrecisionTimes.fastest(this, several));
    return new OnnxRuntimeProgram(
        precision == Precision.INT8 ? network : network.withoutQuantization(), options);
  }

  @Override
  public Map<String, String> measured() {
    Availability availability = availability();
    return availability.usable()
        ? Map.of("precision", PrecisionTimes.describe(this, availability.precisions()))
        : Map.of();
  }

  @Override
  public Session open(Path file) throws IOException {
    library().require();
    return new FileSession(file);
  }
}
