package io.github.googlenet4j.onnx;

import io.github.googlenet4j.engine.Engine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** An engine that also runs ONNX files, by which written files are checked. */
public interface OnnxEngine extends Engine {
  /**
   * Opens an ONNX file with one input and one output. The engine checks it as strictly as it can.
   *
   * @throws IOException if it cannot be read or is refused; the message is one line
   */
  Session open(Path file) throws IOException;

  /** An open ONNX file. Not safe for concurrent callers; it owns native memory until closed. */
  interface Session extends AutoCloseable {
    /**
     * Runs it on float32 values.
     *
     * @param values a direct buffer in native byte order, read from index 0
     * @param shape of the input, the number of pictures first
     * @return the values of the output, picture after picture
     * @throws IllegalArgumentException if the file's model does not take such an input
     */
    float[] run(FloatBuffer values, long... shape);

    /** The same on bytes, which stand for 0..255. */
    float[] run(ByteBuffer values, long... shape);

    @Override
    void close();
  }
}
