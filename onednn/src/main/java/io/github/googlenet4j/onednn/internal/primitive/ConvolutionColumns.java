package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import java.util.List;

/**
 * The columns of the input as a convolution is told of them: each column is a pixel, or a pair of
 * neighbouring pixels with twice the channels.
 *
 * <p>bf16 is multiplied in pairs of channels, so that three channels cost as much as four. A pair
 * of pixels has six channels. A 7x7 window with stride two becomes a 7x4 window of pairs with
 * stride one. Its eighth pixel column, of zeros, costs less than a fourth channel would
 * (docs/decisions.md).
 *
 * @param pixels in a column
 * @param channels of a column
 * @param width of the input, in columns
 * @param kernel width of a window, in columns
 * @param stride between windows, in columns
 * @param before columns of padding on the left
 * @param after columns of padding on the right
 * @param skipped pixels of a window's first column that lie outside of the kernel
 */
record ConvolutionColumns(
    int pixels,
    int channels,
    int width,
    int kernel,
    int stride,
    int before,
    int after,
    int skipped) {
  /**
   * The columns with which a convolution is faster.
   *
   * @param padding in pixels; 0 where the pictures have their border already
   */
  static ConvolutionColumns of(
      Convolution o, ActivationFormat read, Shape in, Shape out, int padding) {
    if (read.equals(ActivationFormat.BFLOAT16)
        && in.channels() % 2 == 1
        && o.stride() == 2
        && in.width() % 2 == 0) {
      ConvolutionColumns pairs = pairs(o, in, out, padding);
      if (pairs.after() >= 0) {
        return pairs;
      }
    }
    IndexRange.ReceptiveField across =
        IndexRange.all(out.width())
            .receptiveField(o.kernel(), o.stride(), padding, in.width(), out.width());
    return new ConvolutionColumns(
        1,
        in.channels(),
        in.width(),
        o.kernel(),
        o.stride(),
        across.paddingBefore(),
        across.paddingAfter(),
        0);
  }

  private static ConvolutionColumns pairs(Convolution o, Shape in, Shape out, int padding) {
    int before = (padding + 1) / 2;
    int skipped = 2 * before - padding;
    int kernel = (skipped + o.kernel() + 1) / 2;
    int width = in.width() / 2;
    int after = out.width() - 1 + kernel - before - width;
    return new ConvolutionColumns(2, 2 * in.channels(), width, kernel, 1, before, after, skipped);
  }

  /**
   * Converts weights for pixels to weights for these columns: outputs x channels x height x width.
   */
  Tensor weights(Tensor given) {
    int outputs = given.shape().get(0);
    int inputs = given.shape().get(1);
    int height = given.shape().get(2);
    int length = given.shape().get(3);
    float[] values = new float[outputs * channels * height * kernel];
    for (int i = 0; i < given.values().length; i++) {
      int pixel = skipped + i % length;
      int row = i / length % height;
      int input = i / length / height % inputs;
      int output = i / length / height / inputs;
      int channel = pixel % pixels * inputs + input;
      values[((output * channels + channel) * height + row) * kernel + pixel / pixels] =
          given.values()[i];
    }
    return new Tensor(List.of(outputs, channels, height, kernel), values);
  }
}
