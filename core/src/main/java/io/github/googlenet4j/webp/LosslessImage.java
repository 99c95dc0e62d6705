package io.github.googlenet4j.webp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A lossless image (RFC 9649, section 3), decoded row by row. */
public final class LosslessImage {
  private static final int SIGNATURE = 0x2F;
  private static final int PREDICTOR = 0;
  private static final int COLOR = 1;
  private static final int SUBTRACT_GREEN = 2;

  private final BitReader bits;
  private final int width;
  private final int height;
  private final boolean alpha;

  private LosslessImage(BitReader bits, int width, int height, boolean alpha) {
    this.bits = bits;
    this.width = width;
    this.height = height;
    this.alpha = alpha;
  }

  /** Gets the rows of an image in order, from the top. */
  @FunctionalInterface
  public interface Rows {
    /**
     * Takes one row.
     *
     * @param argb alpha in the highest 8 bits, then red, green and blue; good until the next row
     */
    void row(int y, int[] argb) throws IOException;
  }

  /**
   * Reads the header of the content of a chunk "VP8L".
   *
   * @throws IOException where it is damaged
   */
  public static LosslessImage of(byte[] data, int start, int length) throws IOException {
    BitReader bits = new BitReader(data, start, start + length);
    int signature = bits.number(8);
    int width = 1 + bits.number(14);
    int height = 1 + bits.number(14);
    boolean alpha = bits.flag();
    if (signature != SIGNATURE || bits.number(3) != 0 || bits.ended()) {
      throw new IOException("no header of a lossless image");
    }
    return new LosslessImage(bits, width, height, alpha);
  }

  /** The image of an alpha plane, which has no header. */
  static LosslessImage withoutHeader(byte[] data, int start, int end, int width, int height) {
    return new LosslessImage(new BitReader(data, start, end), width, height, true);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** Whether the header says that alpha is used. */
  public boolean hasAlpha() {
    return alpha;
  }

  /**
   * Decodes all pixels. To be called once.
   *
   * @throws IOException where they are damaged or cut off, or {@code check} ends it
   */
  public void decode(Rows rows, RowCheck check) throws IOException {
    Deque<LosslessTransform> transforms = new ArrayDeque<>(); // the last one of the file first
    int packedWidth = width;
    int seen = 0;
    while (bits.flag()) {
      int kind = bits.number(2);
      if ((seen & (1 << kind)) != 0) { // or a file of 100 bytes could ask for any amount of work
        throw new IOException("a transform comes twice");
      }
      seen |= 1 << kind;
      switch (kind) {
        case PREDICTOR, COLOR -> {
          int blockBits = 2 + bits.number(3);
          int[] blocks =
              LosslessPixels.image(
                  bits,
                  LosslessTransform.blocks(packedWidth, blockBits),
                  LosslessTransform.blocks(height, blockBits),
                  false,
                  check);
          transforms.push(
              kind == PREDICTOR
                  ? new PredictorTransform(blocks, blockBits, packedWidth)
                  : new ColorTransform(blocks, blockBits, packedWidth));
        }
        case SUBTRACT_GREEN -> transforms.push((y, row) -> LosslessTransform.addGreen(row));
        default -> {
          int colors = 1 + bits.number(8);
          int[] palette = LosslessPixels.image(bits, colors, 1, false, check);
          int packedBits = ColorIndexing.packedBits(colors);
          transforms.push(new ColorIndexing(palette, packedBits, packedWidth));
          packedWidth = LosslessTransform.blocks(packedWidth, packedBits);
        }
      }
    }
    int[] packed = new int[packedWidth];
    LosslessPixels.rows(
        bits,
        packedWidth,
        height,
        check,
        (y, pixels, at) -> {
          check.next();
          System.arraycopy(pixels, at, packed, 0, packed.length);
          int[] row = packed;
          for (LosslessTransform transform : transforms) {
            row = transform.undo(y, row);
          }
          rows.row(y, row);
        });
  }
}
