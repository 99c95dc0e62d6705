package io.github.googlenet4j.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.googlenet4j.onnx.OnnxEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A session for an ONNX file, with strict checks, on all cores. */
final class FileSession implements OnnxEngine.Session {
  private final Path file;
  private final OrtSession session;

  FileSession(Path file) throws IOException {
    this.file = file;
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "%s: expected an ONNX file, found none of that name. Check the path.".formatted(file));
    }
    try {
      session = OnnxRuntimeSessions.strictSession(file, Runtime.getRuntime().availableProcessors());
    } catch (OrtException e) {
      throw new IOException(
          "%s: expected an ONNX file that ONNX Runtime loads, found: %s. Write it again."
              .formatted(file, oneLine(e)),
          e);
    }
  }

  private static String oneLine(OrtException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public float[] run(FloatBuffer values, long... shape) {
    FloatBuffer whole = values.duplicate().position(0).limit(size(shape));
    try (OnnxTensor tensor =
        OnnxTensor.createTensor(OnnxRuntimeSessions.environment(), whole, shape)) {
      return run(tensor);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  @Override
  public float[] run(ByteBuffer values, long... shape) {
    ByteBuffer whole = values.duplicate().position(0).limit(size(shape));
    try (OnnxTensor tensor =
        OnnxTensor.createTensor(
            OnnxRuntimeSessions.environment(), whole, shape, OnnxJavaType.UINT8)) {
      return run(tensor);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  private static int size(long[] shape) {
    int size = 1;
    for (long extent : shape) {
      size = Math.multiplyExact(size, Math.toIntExact(extent));
    }
    return size;
  }

  private float[] run(OnnxTensor tensor) throws OrtException {
    String input = session.getInputNames().iterator().next();
    try (OrtSession.Result result = session.run(Map.of(input, tensor))) {
      return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
    }
  }

  private IllegalArgumentException refused(OrtException e) {
    return new IllegalArgumentException(
        "%s: expected an input that it takes, found: %s.".formatted(file, oneLine(e)), e);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(oneLine(e), e);
    }
  }
}
