package io.github.googlenet4j.image;

import java.io.IOException;

/**
 * Reads PNM: PBM, PGM and PPM, plain (P1 to P3) and raw (P4 to P6), and PAM (P7), with up to 16
 * bits a sample. Samples are scaled to 8 bits as in Pillow; alpha is blended over white.
 *
 * <p>The file has to be as long as its pixels need before memory is taken for them.
 */
final class Pnm {

  private static final int LARGEST_SAMPLE = 65_535;

  private final PictureFile file;
  private final PnmHeader header;
  private final int samples;
  private final byte[] scale;
  private int at;

  private Pnm(PictureFile file) throws PictureException {
    this.file = file;
    this.header = PnmHeader.of(file);
    this.at = header.end();
    file.checkSize(PictureFormat.PNM, header.width(), header.height());
    if (header.depth() < 1
        || header.depth() > 4
        || header.largest() < 1
        || header.largest() > LARGEST_SAMPLE) {
      throw file.damaged(PictureFormat.PNM, null);
    }
    this.samples = header.width() * header.depth();
    long needed = header.height() * bytesPerRow() - (header.plain() ? 1 : 0);
    if (needed > file.bytes().length - at) {
      throw file.cutOff(PictureFormat.PNM, null);
    }
    this.scale = new byte[header.largest() + 1];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = (byte) Math.rint((double) i / header.largest() * 255);
    }
  }

  static Picture read(PictureFile file) throws IOException {
    return new Pnm(file).read();
  }

  /**
   * At least: a plain sample takes a digit and, but for a bit, something between it and the next.
   */
  private long bytesPerRow() {
    if (header.bits()) {
      return header.plain() ? samples : (samples + 7L) / 8;
    }
    return (long) samples * (header.plain() || header.largest() > 255 ? 2 : 1);
  }

  private Picture read() throws PictureException {
    int width = header.width();
    int depth = header.depth();
    byte[] rgb = new byte[3 * width * header.height()];
    byte[] row = new byte[samples];
    boolean grey = depth < 3;
    boolean alpha = depth % 2 == 0;
    boolean blended = false;
    int to = 0;
    for (int y = 0; y < header.height(); y++) {
      file.budget().check();
      readRow(row);
      for (int from = 0; from < samples; from += depth) {
        int opacity = alpha ? row[from + depth - 1] & 255 : 255;
        blended |= opacity != 255;
        for (int color = 0; color < 3; color++) {
          int sample = row[from + (grey ? 0 : color)] & 255;
          rgb[to++] = RgbConversion.overWhite(sample, opacity, false);
        }
      }
    }
    if (blended) {
      file.note(RgbConversion.ALPHA_NOTE);
    }
    return new Picture(width, header.height(), rgb);
  }

  private void readRow(byte[] row) throws PictureException {
    for (int i = 0; i < row.length; i++) {
      if (header.bits()) {
        row[i] = (byte) (bit(i) ? 0 : 255); // 1 is black
      } else if (header.plain()) {
        row[i] = scale[number()];
      } else {
        row[i] = scale[Math.min(header.largest(), sample())];
      }
    }
    if (header.bits() && !header.plain()) {
      at += (row.length + 7) / 8;
    }
  }

  private boolean bit(int i) throws PictureException {
    if (!header.plain()) {
      return ((file.bytes()[at + i / 8] >> (7 - i % 8)) & 1) != 0;
    }
    at = PnmHeader.afterSpace(file.bytes(), at);
    byte digit = at < file.bytes().length ? file.bytes()[at++] : 0;
    if (digit != '0' && digit != '1') {
      throw broken();
    }
    return digit == '1';
  }

  private int sample() {
    int first = file.bytes()[at++] & 255;
    return header.largest() > 255 ? (first << 8) | (file.bytes()[at++] & 255) : first;
  }

  /** A plain sample. */
  private int number() throws PictureException {
    at = PnmHeader.afterSpace(file.bytes(), at);
    int number = PnmHeader.number(file.bytes(), at);
    if (number < 0 || number > header.largest()) {
      throw broken();
    }
    at = PnmHeader.afterDigits(file.bytes(), at);
    return number;
  }

  private PictureException broken() {
    return at >= file.bytes().length
        ? file.cutOff(PictureFormat.PNM, null)
        : file.damaged(PictureFormat.PNM, null);
  }
}
