package io.github.googlenet4j.onnxruntime;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.onnx.OnnxEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Runs networks with ONNX Runtime, Microsoft's runtime for many processors; in float32 on the CPU.
 *
 * <p>All natives come with the module (Linux on x86-64 and arm64, macOS on arm64, Windows on
 * x86-64); they are unpacked into the temporary folder whenever they are loaded, and deleted.
 */
public final class OnnxRuntimeEngine implements OnnxEngine {
  /** Made by {@code ServiceLoader}; holds nothing. */
  public OnnxRuntimeEngine() {}

  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public Availability availability() {
    try {
      String version = OnnxRuntimeSessions.environment().getVersion();
      return new Availability(
          Set.of(Precision.FP32, Precision.INT8), "ONNX Runtime " + version + ", CPU");
    } catch (LinkageError e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      return new Availability(Set.of(), "no library for this platform: " + reason.getMessage());
    }
  }

  /** After engines that were made for this network. */
  @Override
  public int preference() {
    return -1;
  }

  @Override
  public Program compile(Network network, EngineOptions options) {
    requireLibrary();
    Precision precision = availability().choose(options.precision(), network);
    return new OnnxRuntimeProgram(
        precision == Precision.INT8 ? network : network.withoutQuantization(), options);
  }

  @Override
  public Session open(Path file) throws IOException {
    requireLibrary();
    return new FileSession(file);
  }

  private void requireLibrary() {
    Availability availability = availability();
    if (!availability.usable()) {
      throw new IllegalArgumentException(
          "onnxruntime: expected its library, found " + availability.detail() + ".");
    }
  }
}
