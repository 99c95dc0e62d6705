package io.github.googlenet4j.webp;

import java.io.IOException;

/** The alpha plane of a lossy image: a chunk "ALPH" (RFC 9649, section 2.7.1.2). */
public final class AlphaPlane {
  private static final int RAW = 0;
  private static final int LOSSLESS = 1;
  private static final int HORIZONTAL = 1;
  private static final int VERTICAL = 2;

  private AlphaPlane() {}

  /**
   * The opacity of each pixel, 0 to 255, row by row.
   *
   * @throws IOException where the plane is damaged or cut off, or {@code check} ends it
   */
  public static byte[] decode(
      byte[] data, int start, int length, int width, int height, RowCheck check)
      throws IOException {
    if (length < 2) {
      throw new IOException("alpha is cut off");
    }
    int method = data[start] & 3;
    int filter = (data[start] >> 2) & 3;
    int preprocessing = (data[start] >> 4) & 3;
    int reserved = (data[start] >> 6) & 3;
    if (preprocessing > 1 || reserved > 1) {
      throw new IOException("alpha of an unknown kind");
    }
    byte[] alpha = new byte[width * height];
    switch (method) {
      case RAW -> {
        if (length - 1 < alpha.length) {
          throw new IOException("alpha is cut off");
        }
        System.arraycopy(data, start + 1, alpha, 0, alpha.length);
      }
      case LOSSLESS ->
          LosslessImage.withoutHeader(data, start + 1, start + length, width, height)
              .decode(
                  (y, argb) -> {
                    for (int x = 0; x < width; x++) {
                      alpha[y * width + x] = (byte) (argb[x] >> 8);
                    }
                  },
                  check);
      default -> throw new IOException("alpha of an unknown kind");
    }
    if (filter != 0) {
      unfilter(alpha, width, height, filter);
    }
    return alpha;
  }

  /** A value is the difference to what its neighbours predict. */
  private static void unfilter(byte[] alpha, int width, int height, int filter) {
    for (int y = 0; y < height; y++) {
      int row = y * width;
      for (int i = row; i < row + width; i++) {
        int predicted;
        if (i == row) {
          predicted = y == 0 ? 0 : alpha[i - width];
        } else if (y == 0 || filter == HORIZONTAL) {
          predicted = alpha[i - 1];
        } else if (filter == VERTICAL) {
          predicted = alpha[i - width];
        } else {
          int left = alpha[i - 1] & 255;
          int up = alpha[i - width] & 255;
          predicted = Math.max(0, Math.min(255, left + up - (alpha[i - width - 1] & 255)));
        }
        alpha[i] += (byte) predicted;
      }
    }
  }
}
