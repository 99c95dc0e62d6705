package io.github.googlenet4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Reads the first image of a TIFF with TwelveMonkeys' decoder.
 *
 * <p>The decoder gets a copy with one directory that holds only the fields that decoding needs.
 * Otherwise it would first read all other directories, metadata and colour profiles, and trust
 * their counts.
 */
final class Tiff {

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS_PER_SAMPLE = 258;
  private static final int COMPRESSION = 259;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;

  /** Photometry, compression, layout and their tables (TIFF 6.0; 334 and 347 are supplements). */
  private static final Set<Integer> NEEDED =
      Set.of(
          254,
          WIDTH,
          HEIGHT,
          BITS_PER_SAMPLE,
          COMPRESSION,
          262,
          266,
          273,
          SAMPLES_PER_PIXEL,
          278,
          279,
          284,
          292,
          293,
          317,
          320,
          TILE_WIDTH,
          TILE_HEIGHT,
          324,
          325,
          332,
          334,
          338,
          339,
          347,
          512,
          513,
          514,
          515,
          517,
          518,
          519,
          520,
          521,
          529,
          530,
          531,
          532);

  private static final Set<Long> JPEG_COMPRESSIONS = Set.of(6L, 7L, 34892L);

  /** Red, green, blue, black, alpha and some to spare. */
  private static final int MOST_SAMPLES = 8;

  private Tiff() {}

  static Picture read(PictureFile file) throws IOException {
    TiffDirectory directory = new TiffDirectory(file.bigEndian());
    long width = directory.number(WIDTH, 0);
    long height = directory.number(HEIGHT, 0);
    file.checkSize(PictureFormat.TIFF, width, height);
    // A decoder takes memory for a whole tile, and for every sample of it.
    file.checkSize(
        PictureFormat.TIFF,
        directory.number(TILE_WIDTH, width),
        directory.number(TILE_HEIGHT, height));
    if (directory.number(SAMPLES_PER_PIXEL, 1) > MOST_SAMPLES
        || directory.number(BITS_PER_SAMPLE, 1) > 16) {
      throw file.damaged(PictureFormat.TIFF, null);
    }
    if (JPEG_COMPRESSIONS.contains(directory.number(COMPRESSION, 1))) {
      checkFrames(file);
    }
    PictureStream stream = file.stream(ByteBuffer.wrap(withoutMetadata(file, directory)));
    Picture picture;
    try {
      picture = RgbConversion.picture(file, PictureDecoder.TIFF.firstImage(stream), null);
    } catch (IOException | RuntimeException e) {
      if (stream.exhausted()) {
        throw file.cutOff(PictureFormat.TIFF, e);
      }
      throw e;
    }
    int orientation = (int) directory.number(TiffDirectory.ORIENTATION, Orientation.UPRIGHT);
    return Orientation.upright(file, picture, "EXIF", orientation);
  }

  /**
   * Pixels coded as JPEG have a second size in a frame header (ITU-T T.81, B.2.2), which may be
   * anywhere in the file. The decoder trusts that one, so it is checked, too.
   */
  private static void checkFrames(PictureFile file) throws IOException {
    ByteBuffer bytes = file.bigEndian();
    for (int at = 0; at + 10 <= bytes.limit(); at++) {
      if (bytes.get(at) == -1 && (bytes.get(at + 1) & 0xF0) == 0xC0) {
        int length = bytes.getShort(at + 2);
        int components = bytes.get(at + 9);
        if (components > 0 && length == 8 + 3 * components) {
          file.checkSize(
              PictureFormat.TIFF,
              Short.toUnsignedLong(bytes.getShort(at + 7)),
              Short.toUnsignedLong(bytes.getShort(at + 5)));
        }
      }
    }
  }

  private static byte[] withoutMetadata(PictureFile file, TiffDirectory directory)
      throws PictureException {
    byte[] plain = file.bytes().clone();
    int kept = 0;
    for (int i = 0; i < directory.entries(); i++) {
      if (!NEEDED.contains(directory.tag(i))) {
        continue;
      }
      if (directory.bytes(i) > plain.length) {
        throw file.damaged(PictureFormat.TIFF, null);
      }
      System.arraycopy(file.bytes(), directory.offset(i), plain, directory.offset(kept), 12);
      kept++;
    }
    ByteBuffer edit = ByteBuffer.wrap(plain).order(directory.order());
    edit.putShort(directory.offset(0) - 2, (short) kept);
    if (directory.offset(kept) + 4 <= plain.length) {
      edit.putInt(directory.offset(kept), 0); // no further directory
    }
    return plain;
  }
}
