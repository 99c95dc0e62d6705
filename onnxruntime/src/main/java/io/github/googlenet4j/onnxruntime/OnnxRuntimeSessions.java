package io.github.googlenet4j.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Makes sessions of ONNX Runtime: on the CPU, without log output, with threads that end with the
 * session.
 *
 * <p>The library has one environment for the process. It holds neither threads nor weights.
 */
final class OnnxRuntimeSessions {
  /** Refuses a model whose declared shapes differ from those that its operators give. */
  private static final String STRICT_SHAPES = "session.strict_shape_type_inference";

  /** Refuses operator sets that are not released. */
  private static final String RELEASED_OPERATORS = "session.allow_released_opsets_only";

  private OnnxRuntimeSessions() {}

  /** Initialised when the environment is first asked for, which loads the library. */
  private static final class Loaded {
    static final OrtEnvironment ENVIRONMENT = load();

    private static OrtEnvironment load() {
      try {
        return NativeLibraries.load();
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }

  /**
   * The environment. The first call loads the library.
   *
   * @throws LinkageError if there is no library for this platform, or it cannot be unpacked
   */
  static OrtEnvironment environment() {
    return Loaded.ENVIRONMENT;
  }

  /** A session for a model in memory. The memory is not needed afterwards. */
  static OrtSession session(ByteBuffer model, int threads) throws OrtException {
    try (SessionOptions options = options(threads)) {
      return environment().createSession(model, options);
    }
  }

  /** A session for a file, with strict checks. */
  static OrtSession strictSession(Path file, int threads) throws OrtException {
    try (SessionOptions options = options(threads)) {
      options.addConfigEntry(STRICT_SHAPES, "1");
      options.addConfigEntry(RELEASED_OPERATORS, "1");
      return environment().createSession(file.toString(), options);
    }
  }

  /**
   * @param threads that compute a run, the calling one included: with 1 no thread is started
   */
  private static SessionOptions options(int threads) throws OrtException {
    environment().setTelemetry(false); // builds for Windows would send usage data
    SessionOptions options = new SessionOptions();
    try {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // errors are thrown too
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      return options;
    } catch (OrtException e) {
      options.close();
      throw e;
    }
  }
}
