package io.github.googlenet4j.onnx;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.loading.PicturePipeline;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Makes the input of an ONNX file from pictures, as a client of the file has to. It shares no code
 * with the graph that was written.
 */
final class OnnxClientInputs {
  private static final int CHANNELS = 3;

  private final Normalization normalization;
  private final OnnxInput input;
  private final int side;

  OnnxClientInputs(Model model, OnnxInput input) {
    this.normalization = model.variant().normalization();
    this.input = input;
    this.side = model.side();
  }

  /** Runs {@code count} pictures, NHWC, RGB 0..255. */
  float[] run(OnnxEngine.Session session, FloatBuffer pictures, int count) {
    return switch (input) {
      case FLOATS -> session.run(pictures, count, side, side, CHANNELS);
      case BYTES -> session.run(bytes(pictures, count), count, side, side, CHANNELS);
      case NETWORK -> session.run(planes(pictures, count), count, CHANNELS, side, side);
    };
  }

  private ByteBuffer bytes(FloatBuffer pictures, int count) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(count * side * side * CHANNELS);
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) pictures.get(i));
    }
    return bytes;
  }

  private FloatBuffer planes(FloatBuffer pictures, int count) {
    int area = side * side;
    FloatBuffer planes = PicturePipeline.buffer(count * CHANNELS * area);
    for (int i = 0; i < count * area; i++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        int source = normalization.source(channel);
        float value =
            (pictures.get(i * CHANNELS + source) - normalization.mean().get(source))
                / normalization.deviation().get(source);
        planes.put((i / area * CHANNELS + channel) * area + i % area, value);
      }
    }
    return planes;
  }

  /** Pictures of coloured waves, each with other ones, in whole numbers 0..255. */
  FloatBuffer drawn(int count) {
    FloatBuffer pictures = PicturePipeline.buffer(count * side * side * CHANNELS);
    for (int i = 0; i < pictures.capacity(); i++) {
      int channel = i % CHANNELS;
      double x = (double) (i / CHANNELS % side) / side;
      double y = (double) (i / CHANNELS / side % side) / side;
      int picture = i / CHANNELS / side / side;
      double wave = Math.sin((picture + 1) * (channel + 2) * (3 * x + 2 * y) + channel * (x - y));
      pictures.put(i, (float) Math.rint(127.5 * (1 + wave)));
    }
    return pictures;
  }
}
