package io.github.googlenet4j.onnx;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.loading.PicturePipeline;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Makes the input of an ONNX file from pictures, as a client of the file has to. It shares no code
 * with the graph that was written.
 */
final class OnnxClientInputs {
  private static final int CHANNELS = 3;

  private static final Normalization NONE =
      new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f), false);

  private final Normalization normalization;
  private final boolean channelsLast;
  private final boolean bytes;
  private final int side;

  /** For a file that was written for an input. */
  OnnxClientInputs(Model model, OnnxInput input) {
    this(
        input == OnnxInput.NETWORK
            ? Optional.of(model.variant().normalization())
            : Optional.empty(),
        input != OnnxInput.NETWORK,
        input == OnnxInput.BYTES,
        model.side());
  }

  /**
   * For any file.
   *
   * @param normalization what the client does; empty if the file does it
   * @param channelsLast whether the file reads batch x height x width x channels
   * @param bytes whether it reads bytes
   */
  OnnxClientInputs(
      Optional<Normalization> normalization, boolean channelsLast, boolean bytes, int side) {
    this.normalization = normalization.orElse(NONE);
    this.channelsLast = channelsLast;
    this.bytes = bytes;
    this.side = side;
  }

  /** Runs {@code count} pictures, NHWC, RGB 0..255. */
  float[] run(OnnxEngine.Session session, FloatBuffer pictures, int count) {
    FloatBuffer values = arranged(pictures, count);
    long[] shape =
        channelsLast
            ? new long[] {count, side, side, CHANNELS}
            : new long[] {count, CHANNELS, side, side};
    return bytes ? session.run(bytes(values), shape) : session.run(values, shape);
  }

  private static ByteBuffer bytes(FloatBuffer values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(values.capacity());
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) values.get(i));
    }
    return bytes;
  }

  /** The first pictures, normalised, in the file's layout. */
  private FloatBuffer arranged(FloatBuffer pictures, int count) {
    int area = side * side;
    FloatBuffer values = PicturePipeline.buffer(count * CHANNELS * area);
    for (int i = 0; i < count * area; i++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        int source = normalization.source(channel);
        float value =
            (pictures.get(i * CHANNELS + source) - normalization.mean().get(source))
                / normalization.deviation().get(source);
        int plane = (i / area * CHANNELS + channel) * area + i % area;
        values.put(channelsLast ? i * CHANNELS + channel : plane, value);
      }
    }
    return values;
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
