package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import java.util.List;

/**
 * What a convolution takes for a column of the map that it reads: a pixel, or two neighbours as if
 * they were one of twice the channels.
 *
 * <p>bf16 is multiplied by twos, so that three channels cost as much as four. Pairs of pixels have
 * six, and 7x7 windows in steps of two pixels are 7x4 windows of pairs in steps of one: an eighth
 * column, of zeros, costs less than a fourth channel (docs/decisions.md).
 *
 * @param pixels in a column
 * @param channels of a column
 * @param width of the map
 * @param kernel width of a window
 * @param stride between windows
 * @param before columns of padding on the left
 * @param after columns of padding on the right
 * @param skipped pixels of a window's first column that are not the kernel's
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
   * The better ones for a convolution.
   *
   * @param padding in pixels, where the pictures have none yet
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

  /** Weights for such columns, out of those for pixels: outputs x channels x height x width. */
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
