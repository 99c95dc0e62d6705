package io.github.googlenet4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Reads the first image of a TIFF or BigTIFF with TwelveMonkeys' decoder.
 *
 * <p>The decoder gets {@link TiffFields}: only what decoding needs, each value checked. Otherwise
 * it would first read all other directories, metadata and colour profiles, and trust their counts.
 * What the tiles cost is counted before ({@link TiffTiles}).
 */
final class Tiff {

  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS_PER_SAMPLE = 258;
  static final int COMPRESSION = 259;
  static final int STRIP_OFFSETS = 273;
  static final int SAMPLES_PER_PIXEL = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTES = 279;
  static final int PLANES = 284;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTES = 325;
  static final int JPEG_TABLES = 347;
  static final int JPEG_OFFSET = 513;

  private static final int PHOTOMETRY = 262;
  private static final int COLORS = 320;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;
  private static final int XMP = 700;
  private static final int PROFILE = 34675;

  /** Fields of one number: photometry, compression, layout (TIFF 6.0; 334 is a supplement). */
  private static final int[] NUMBERS = {
    WIDTH,
    HEIGHT,
    COMPRESSION,
    PHOTOMETRY,
    266,
    SAMPLES_PER_PIXEL,
    ROWS_PER_STRIP,
    PLANES,
    292,
    293,
    317,
    TILE_WIDTH,
    TILE_HEIGHT,
    332,
    334,
    512,
    JPEG_OFFSET,
    514,
    515,
    531
  };

  /** Tables of numbers up to 65535. */
  private static final int[] SHORT_TABLES = {
    BITS_PER_SAMPLE, COLORS, EXTRA_SAMPLES, SAMPLE_FORMAT, 517, 518, 530
  };

  /** Tables of offsets in the file: of old JPEG's quantisation and Huffman tables. */
  private static final int[] LONG_TABLES = {519, 520, 521};

  /** JPEG tables, and coefficients of YCbCr, which are fractions. */
  private static final int[] COPIED = {JPEG_TABLES, 529, 532};

  /** A palette of 16 bits; no other table is as long. */
  private static final int LONGEST_TABLE = 3 << 16;

  /** Red, green, blue, black, alpha and some to spare. */
  private static final int MOST_SAMPLES = 8;

  /** What the decoder reads: none, fax (CCITT), LZW, JPEG, Deflate, PackBits. */
  private static final Set<Long> COMPRESSIONS =
      Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 32773L, 32946L, 50013L);

  private static final Map<Long, String> OTHER_COMPRESSIONS =
      Map.ofEntries(
          Map.entry(9L, "JBIG"),
          Map.entry(10L, "JBIG"),
          Map.entry(32766L, "NeXT"),
          Map.entry(32771L, "CCITT RLE with words"),
          Map.entry(32809L, "ThunderScan"),
          Map.entry(32908L, "Pixar film"),
          Map.entry(32909L, "Pixar log"),
          Map.entry(33003L, "JPEG 2000"),
          Map.entry(33004L, "JPEG 2000"),
          Map.entry(33005L, "JPEG 2000"),
          Map.entry(34661L, "JBIG"),
          Map.entry(34676L, "SGI log"),
          Map.entry(34677L, "SGI log"),
          Map.entry(34712L, "JPEG 2000"),
          Map.entry(34887L, "LERC"),
          Map.entry(34892L, "lossy JPEG of camera data (DNG)"),
          Map.entry(34925L, "LZMA"),
          Map.entry(50000L, "ZSTD"),
          Map.entry(50001L, "WebP"),
          Map.entry(50002L, "JPEG XL"),
          Map.entry(52546L, "JPEG XL"));

  /** Photometries that are no picture yet. */
  private static final Map<Long, String> OTHER_PHOTOMETRIES =
      Map.of(
          4L, "a transparency mask",
          32803L, "camera data (CFA)",
          32844L, "luminance on a log scale",
          32845L, "colours on a log scale (LogLuv)",
          34892L, "camera data (linear raw)",
          51177L, "a depth map");

  private static final Map<Long, String> SAMPLE_FORMATS =
      Map.of(
          2L, " with a sign",
          3L, " of floating point",
          5L, ", complex numbers",
          6L, ", complex numbers of floating point");

  private static final String OTHER_PROGRAM = "Save it with 8 or 16 bits a sample.";

  private final PictureFile file;
  private final TiffDirectory directory;

  private Tiff(PictureFile file) {
    this.file = file;
    this.directory = new TiffDirectory(file.bigEndian());
  }

  static Picture read(PictureFile file) throws IOException {
    return new Tiff(file).picture();
  }

  private Picture picture() throws IOException {
    long width = number(WIDTH, 0);
    long height = number(HEIGHT, 0);
    file.checkSize(PictureFormat.TIFF, width, height);
    checkKind();
    TiffFields fields = fields();
    TiffTiles.plan(file, this, fields);
    PictureStream stream = fields.in(file);
    Picture picture;
    try {
      picture =
          RgbConversion.pictureWithAlpha(file, PictureDecoder.TIFF.firstImage(stream), alpha());
    } catch (IOException | RuntimeException e) {
      if (stream.exhausted()) {
        throw file.cutOff(PictureFormat.TIFF, e);
      }
      throw e;
    }
    if (directory.find(PROFILE) >= 0) {
      file.note(PictureFile.PROFILE_NOTE);
    }
    return orientation().upright(file, picture);
  }

  private OrientationTags orientation() {
    OrientationTags tags = new OrientationTags();
    int xmp = directory.find(XMP);
    if (directory.find(TiffDirectory.ORIENTATION) >= 0) {
      tags.setExif((int) directory.number(TiffDirectory.ORIENTATION, Orientation.UPRIGHT));
    } else if (xmp >= 0) {
      try {
        tags.readXmp(ByteBuffer.wrap(directory.bytes(xmp)));
      } catch (IndexOutOfBoundsException | ArithmeticException e) {
        // damaged metadata does not make a picture unreadable
      }
    }
    return tags;
  }

  /**
   * The number of this tag; the first where the file has several.
   *
   * @throws PictureException where it is of a type in which decoders do not agree
   */
  long number(int tag, long missing) throws PictureException {
    int i = directory.find(tag);
    if (i < 0) {
      return missing;
    }
    checkUnsigned(i);
    return directory.numbers(i, 1)[0];
  }

  /** The numbers of this tag, at most {@code most}; empty if it is missing. */
  long[] numbers(int tag, long most) throws PictureException {
    int i = directory.find(tag);
    if (i < 0) {
      return new long[0];
    }
    checkUnsigned(i);
    long count = directory.count(i);
    return directory.numbers(i, Math.toIntExact(count < 0 ? most : Math.min(count, most)));
  }

  private void checkUnsigned(int i) throws PictureException {
    if (!directory.isUnsigned(i)) {
      throw file.refusal(
          "whole numbers of the type BYTE, SHORT or LONG as TIFF tag " + directory.tag(i),
          "type " + directory.type(i),
          "Save it again with another program.");
    }
  }

  /** Refuses what the decoder cannot read or would read wrong, by its name. */
  private void checkKind() throws PictureException {
    long compression = number(COMPRESSION, 1);
    if (!COMPRESSIONS.contains(compression)) {
      throw file.refusal(
          "a TIFF without compression or with LZW, Deflate, PackBits, JPEG or fax (CCITT)",
          OTHER_COMPRESSIONS.getOrDefault(compression, "compression " + compression),
          "Save it with one of these.");
    }
    String photometry = OTHER_PHOTOMETRIES.get(number(PHOTOMETRY, 0));
    if (photometry != null) {
      throw file.refusal(
          "a TIFF of grey, RGB, CMYK, YCbCr, Lab or a palette", photometry, "Save it as RGB.");
    }
    long samples = number(SAMPLES_PER_PIXEL, 1);
    if (samples < 1 || samples > MOST_SAMPLES) {
      throw file.refusal(
          "a TIFF of 1 to " + MOST_SAMPLES + " samples a pixel",
          Long.toString(samples),
          "Save it as RGB.");
    }
    String format =
        Arrays.stream(numbers(SAMPLE_FORMAT, samples))
            .mapToObj(SAMPLE_FORMATS::get)
            .filter(name -> name != null)
            .findFirst()
            .orElse("");
    for (long bits : numbers(BITS_PER_SAMPLE, samples)) {
      if (bits < 1 || bits > 16 || !format.isEmpty()) {
        throw file.refusal(
            "a TIFF of 1 to 16 bits a sample", bits + " bits" + format, OTHER_PROGRAM);
      }
    }
    if (number(BITS_PER_SAMPLE, 1) == 1 && !format.isEmpty()) {
      throw file.refusal("a TIFF of 1 to 16 bits a sample", "1 bit" + format, OTHER_PROGRAM);
    }
  }

  /** Everything but strips and tiles, as the decoder gets it. */
  private TiffFields fields() throws PictureException {
    TiffFields fields = new TiffFields(directory.order());
    for (int tag : NUMBERS) {
      if (directory.find(tag) >= 0) {
        fields.put(tag, Math.min(number(tag, 0), 0xFFFF_FFFFL));
      }
    }
    for (int tag : SHORT_TABLES) {
      long[] numbers = numbers(tag, LONGEST_TABLE);
      if (numbers.length > 0) {
        fields.putShorts(tag, numbers);
      }
    }
    for (int tag : LONG_TABLES) {
      long[] numbers = numbers(tag, MOST_SAMPLES);
      if (numbers.length > 0) {
        fields.put(tag, numbers);
      }
    }
    for (int tag : COPIED) {
      int i = directory.find(tag);
      if (i >= 0) {
        fields.put(tag, directory.type(i), directory.count(i), directory.bytes(i));
      }
    }
    return fields;
  }

  /**
   * Which sample is opacity. Pillow takes a fourth sample for alpha where nothing says what it is,
   * and ignores samples that are said to be something else, such as infrared.
   */
  private RgbConversion.Alpha alpha() throws PictureException {
    long photometry = number(PHOTOMETRY, 1);
    int colors = photometry == 2 || photometry == 6 || photometry >= 8 ? 3 : 1;
    long samples = number(SAMPLES_PER_PIXEL, 1);
    if (photometry == 5 || samples <= colors) {
      return RgbConversion.Alpha.NONE; // inks have no alpha in Pillow
    }
    long[] extra = numbers(EXTRA_SAMPLES, MOST_SAMPLES);
    if (extra.length == 0) {
      return new RgbConversion.Alpha(colors, false);
    }
    for (int i = 0; i < extra.length; i++) {
      if (extra[i] == 1 || extra[i] == 2) {
        return new RgbConversion.Alpha(colors + i, extra[i] == 1);
      }
    }
    return RgbConversion.Alpha.NONE;
  }
}
