package io.github.googlenet4j.onednn.internal.primitive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That a convolution of pairs of pixels is the convolution of the pixels. */
class ConvolutionColumnsTest {
  private static final int OUTPUTS = 2;

  @Test
  void pairsOfPixelsGiveWhatPixelsGive() {
    int pairs = 0;
    for (int channels : new int[] {1, 3, 4}) {
      for (int kernel = 1; kernel <= 7; kernel++) {
        for (int padding = 0; padding < kernel; padding++) {
          for (int width = 7; width <= 12; width++) {
            Shape in = new Shape(kernel, width, channels);
            int length = (width + 2 * padding - kernel) / 2 + 1;
            Shape out = new Shape(1, length, OUTPUTS);
            Convolution o = new Convolution("c", OUTPUTS, kernel, 2, padding, false);
            ConvolutionColumns columns =
                ConvolutionColumns.of(o, ActivationFormat.BFLOAT16, in, out, padding);
            Tensor weights =
                new Tensor(
                    List.of(OUTPUTS, channels, kernel, kernel),
                    SampleWeights.picture("weights", new Shape(kernel, kernel, 2 * channels)));
            float[] picture = SampleWeights.picture("picture", in);
            ConvolutionColumns pixels =
                ConvolutionColumns.of(o, ActivationFormat.FLOAT32, in, out, padding);
            assertThat(pixels.pixels()).isEqualTo(1);
            if (columns.pixels() == 2) {
              pairs++;
              assertThat(run(columns, columns.weights(weights), picture, out))
                  .isEqualTo(run(pixels, weights, picture, out));
            } else {
              assertThat(columns).isEqualTo(pixels);
            }
          }
        }
      }
    }
    assertThat(pairs).isGreaterThan(50);
  }

  /** One row of windows, over columns in the order in which they are in memory. */
  private static List<Long> run(
      ConvolutionColumns columns, Tensor weights, float[] picture, Shape out) {
    int height = weights.shape().get(2);
    List<Long> results = new ArrayList<>();
    for (int output = 0; output < out.channels(); output++) {
      for (int window = 0; window < out.width(); window++) {
        double sum = 0;
        for (int channel = 0; channel < columns.channels(); channel++) {
          for (int h = 0; h < height; h++) {
            for (int w = 0; w < columns.kernel(); w++) {
              int column = window * columns.stride() - columns.before() + w;
              int weight =
                  ((output * columns.channels() + channel) * height + h) * columns.kernel() + w;
              if (column >= 0 && column < columns.width()) {
                int pixel = (h * columns.width() + column) * columns.channels() + channel;
                sum += (double) weights.values()[weight] * picture[pixel];
              } else {
                assertThat(column)
                    .isBetween(-columns.before(), columns.width() + columns.after() - 1);
              }
            }
          }
        }
        results.add(Math.round(sum * 1e4));
      }
    }
    return results;
  }
}
