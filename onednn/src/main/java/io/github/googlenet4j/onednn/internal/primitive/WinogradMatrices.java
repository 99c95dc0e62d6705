package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Tensor;
import java.util.List;

/**
 * The matrices of Winograd's F(4x4, 3x3): four by four outputs of a 3x3 convolution by 36
 * multiplications instead of 144 (Lavin and Gray, "Fast algorithms for convolutional neural
 * networks", arXiv 1509.09308, section 4.1).
 *
 * <p>With a tile d of 6x6 inputs and a kernel g, the outputs are {@code A' [(G g G') * (B' d B)]
 * A}, where * multiplies value by value.
 */
final class WinogradMatrices {
  /** B', 6x6: transforms the inputs of a tile. */
  private static final float[][] INPUT = {
    {4, 0, -5, 0, 1, 0},
    {0, -4, -4, 1, 1, 0},
    {0, 4, -4, -1, 1, 0},
    {0, -2, -1, 2, 1, 0},
    {0, 2, -1, -2, 1, 0},
    {0, 4, 0, -5, 0, 1},
  };

  /** A', 4x6: transforms the products to outputs. */
  private static final float[][] OUTPUT = {
    {1, 1, 1, 1, 1, 0},
    {0, 1, -1, 2, -2, 0},
    {0, 1, 1, 4, 4, 0},
    {0, 1, -1, 8, -8, 1},
  };

  /** G, 6x3: transforms a kernel. */
  private static final double[][] KERNEL = {
    {1 / 4., 0, 0},
    {-1 / 6., -1 / 6., -1 / 6.},
    {-1 / 6., 1 / 6., -1 / 6.},
    {1 / 24., 1 / 12., 1 / 6.},
    {1 / 24., -1 / 12., 1 / 6.},
    {0, 0, 1},
  };

  private WinogradMatrices() {}

  /**
   * The transformed kernels of a convolution, as 36 matrices.
   *
   * @param kernels outputs x inputs x 3 x 3
   * @return (6 x 6)' x inputs x outputs: the first 6 are columns, the second 6 are rows
   */
  static Tensor weights(Tensor kernels) {
    int outputs = kernels.shape().get(0);
    int inputs = kernels.shape().get(1);
    float[] from = kernels.values();
    float[] to = new float[WinogradTiles.INPUTS * WinogradTiles.INPUTS * inputs * outputs];
    double[] half = new double[3];
    for (int c = 0; c < inputs; c++) {
      for (int k = 0; k < outputs; k++) {
        int at = (k * inputs + c) * 9;
        for (int i = 0; i < WinogradTiles.INPUTS; i++) {
          for (int x = 0; x < 3; x++) {
            half[x] = 0;
            for (int y = 0; y < 3; y++) {
              half[x] += KERNEL[i][y] * from[at + 3 * y + x];
            }
          }
          for (int j = 0; j < WinogradTiles.INPUTS; j++) {
            double[] row = KERNEL[j];
            to[((j * WinogradTiles.INPUTS + i) * inputs + c) * outputs + k] =
                (float) (row[0] * half[0] + row[1] * half[1] + row[2] * half[2]);
          }
        }
      }
    }
    return new Tensor(List.of(WinogradTiles.INPUTS * WinogradTiles.INPUTS, inputs, outputs), to);
  }

  /** The columns of B' for tiles whose first or last inputs lie outside of the activation. */
  static Tensor input(int skipped, int inputs) {
    return part(INPUT, INPUT.length, skipped, inputs);
  }

  /** The rows of A' for tiles whose last outputs lie outside of the activation. */
  static Tensor output(int outputs) {
    return part(OUTPUT, outputs, 0, WinogradTiles.INPUTS);
  }

  /** A vector repeated, as 1 x 1 x (times * length). */
  static Tensor repeated(Tensor values, int times) {
    int length = values.values().length;
    float[] all = new float[length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(values.values(), 0, all, i * length, length);
    }
    return new Tensor(List.of(1, 1, all.length), all);
  }

  private static Tensor part(float[][] matrix, int rows, int firstColumn, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(matrix[i], firstColumn, values, i * columns, columns);
    }
    return new Tensor(List.of(rows, columns), values);
  }
}
