package io.github.googlenet4j.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * ONNX Runtime as this module uses it: on the CPU, silent, with threads that end with their
 * session.
 *
 * <p>The environment is the library's own, one for the process, and holds neither threads nor
 * weights.
 */
final class OnnxRuntimeSessions {
  /** Refuse a model whose declared shapes are not those that its operators give. */
  private static final String STRICT_SHAPES = "session.strict_shape_type_inference";

  /** Refuse operator sets that were not released. */
  private static final String RELEASED_OPERATORS = "session.allow_released_opsets_only";

  private OnnxRuntimeSessions() {}

  /** Made when it is first asked for, which loads the library. */
  private static final class Loaded {
    static final OrtEnvironment ENVIRONMENT = NativeLibraries.load();
  }

  /**
   * The environment; loads the library when it is first asked for.
   *
   * @throws LinkageError if there is none for this platform
   */
  static OrtEnvironment environment() {
    return Loaded.ENVIRONMENT;
  }

  /** A session over a model in memory, which is not needed any more afterwards. */
  static OrtSession session(ByteBuffer model, int threads) throws OrtException {
    try (SessionOptions options = options(threads)) {
      return environment().createSession(model, options);
    }
  }

  /** A session over a file, checked strictly. */
  static OrtSession strictSession(Path file, int threads) throws OrtException {
    try (SessionOptions options = options(threads)) {
      options.addConfigEntry(STRICT_SHAPES, "1");
      options.addConfigEntry(RELEASED_OPERATORS, "1");
      return environment().createSession(file.toString(), options);
    }
  }

  /** {@code threads} counts the calling one, so that one thread starts none. */
  private static SessionOptions options(int threads) throws OrtException {
    environment().setTelemetry(false); // builds for Windows would report what they run
    SessionOptions options = new SessionOptions();
    try {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // errors are thrown
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
