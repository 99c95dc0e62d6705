package io.github.googlenet4j.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * The frame and the scans of a JPEG (ITU-T T.81, annex B), found without decoding.
 *
 * <p>A decoder goes through all samples of a component in each of its scans, however few bytes a
 * scan has: hundreds of scans in a small file are hours of work.
 *
 * @param frame its marker; 0 if there is none
 * @param rows of pixels in a row of blocks
 * @param samples of all components, those added to fill up blocks included
 * @param work samples of all scans together, and the pixels that come out, in bytes
 * @param ended whether the marker of the end was found
 * @param complete whether the scans refine each coefficient of each component to its last bit
 * @param tall whether colours are half as high as brightness and as wide (4:4:0)
 * @param oneBit blocks that the first scans code, each of which takes at least a bit
 */
record JpegScans(
    int frame,
    int rows,
    long samples,
    long work,
    boolean ended,
    boolean complete,
    boolean tall,
    long oneBit) {

  /** A tenth of a picture's rows may be missing. */
  static final int LARGEST_MISSING_SHARE = 10;

  private static final int BLOCK = 64;
  private static final int FRAME_BYTES = 8;

  /** Libjpeg refuses more. */
  private static final int MOST_COMPONENTS = 10;

  private static final int BASELINE = 0xC0;
  private static final int PROGRESSIVE = 0xC2;
  private static final int TABLES = 0xC4;
  private static final int ARITHMETIC = 0xCC;
  private static final int LAST_FRAME = 0xCF;
  private static final int EXTENSION = 0xC8;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;

  /** Whether the frame is progressive. */
  boolean progressive() {
    return frame == PROGRESSIVE;
  }

  /**
   * Counts the work, and refuses a file whose bytes cannot hold the blocks of its frame: a block
   * takes at least a bit for its mean, and one more in a baseline JPEG for its end.
   *
   * @param bytes that are there
   */
  void plan(PictureFile file, PictureFormat format, long bytes, long fair) throws IOException {
    long bits = progressive() ? oneBit : 2 * oneBit;
    if (bytes * 8 < bits - bits / LARGEST_MISSING_SHARE) {
      throw file.cutOff(format, null);
    }
    long coefficients = Short.BYTES * samples;
    long memory = Runtime.getRuntime().maxMemory();
    if (progressive() && coefficients > memory) {
      // Libjpeg holds them outside of the Java heap, where nothing else would bound them.
      throw file.refusal(
          "at most "
              + memory
              + " bytes for the coefficients of a progressive JPEG, as the heap has",
          Long.toString(coefficients),
          "Give the JVM more (-Xmx), or save it as a baseline JPEG.");
    }
    file.budget().plan(work, fair);
  }

  /**
   * Reads the markers of a JPEG in a part of a file, up to its end marker.
   *
   * @throws PictureException where the frame is beyond the limits
   */
  static JpegScans of(PictureFile file, PictureFormat format, int from, int to) throws IOException {
    Walk walk = new Walk(file, format);
    int at = from;
    while (at + 1 < to && !walk.ended) {
      at = walk.marker(at, to);
    }
    return walk.result();
  }

  /**
   * The work of the largest frame in a file and all scans after it, where it is not known which
   * bytes are one JPEG.
   */
  static long largestWork(PictureFile file, PictureFormat format) throws IOException {
    byte[] bytes = file.bytes();
    long samples = 0;
    long scans = 0;
    for (int at = 0; at + 1 < bytes.length; at++) {
      if (bytes[at] != -1) {
        continue;
      }
      int marker = bytes[at + 1] & 255;
      if (isFrame(marker)) {
        Walk walk = new Walk(file, format);
        walk.frame(marker, at, bytes.length);
        samples = Math.max(samples, walk.samples);
      } else if (marker == SCAN) {
        scans++;
      }
    }
    return samples * (1 + scans);
  }

  private static boolean isFrame(int marker) {
    return marker >= BASELINE
        && marker <= LAST_FRAME
        && marker != TABLES
        && marker != EXTENSION
        && marker != ARITHMETIC;
  }

  /** What is known so far. */
  private static final class Walk {
    private final PictureFile file;
    private final PictureFormat format;
    private final byte[] bytes;
    private int frame;
    private int rows = 8;
    private long samples;
    private long pixels;
    private long work;
    private long oneBit;
    private boolean ended;
    private boolean tall;
    private int[] ids = {};
    private long[] componentSamples = {};

    /** For each component and coefficient the bits that are still missing; -1 for all. */
    private int[][] missing = {};

    Walk(PictureFile file, PictureFormat format) {
      this.file = file;
      this.format = format;
      this.bytes = file.bytes();
    }

    /** Looks at one place; gives the next. */
    int marker(int at, int to) throws IOException {
      if (bytes[at] != -1) {
        return nextMarker(at + 1, to); // coded data, or bytes that a decoder skips as well
      }
      int marker = bytes[at + 1] & 255;
      if (marker == 0 || marker == 255) {
        return at + 1;
      }
      if (marker == END) {
        ended = true;
        return at + 2;
      }
      if (marker == 1 || (marker >= 0xD0 && marker <= 0xD8) || at + 3 >= to) {
        return at + 2; // no length follows
      }
      int end = at + 2 + ((bytes[at + 2] & 255) << 8 | (bytes[at + 3] & 255));
      if (isFrame(marker) && frame == 0) {
        frame(marker, at, to);
      } else if (marker == SCAN) {
        scan(at, Math.min(end, to));
      }
      return Math.max(at + 2, end);
    }

    private int nextMarker(int from, int to) {
      int at = from;
      while (at < to && bytes[at] != -1) {
        at++;
      }
      return at;
    }

    /** Reads a frame header whose marker is at {@code at}, if it is one. */
    void frame(int marker, int at, int to) throws IOException {
      if (at + 10 > to) {
        return;
      }
      int length = (bytes[at + 2] & 255) << 8 | (bytes[at + 3] & 255);
      int count = bytes[at + 9] & 255;
      if (count < 1
          || count > MOST_COMPONENTS
          || length != FRAME_BYTES + 3 * count
          || at + 2 + length > to) {
        return;
      }
      int height = (bytes[at + 5] & 255) << 8 | (bytes[at + 6] & 255);
      int width = (bytes[at + 7] & 255) << 8 | (bytes[at + 8] & 255);
      file.checkSize(format, width, height);
      frame = marker;
      pixels = (long) width * height;
      ids = new int[count];
      componentSamples = new long[count];
      missing = new int[count][BLOCK];
      int largestAcross = 1;
      int largestDown = 1;
      for (int i = 0; i < count; i++) {
        largestAcross = Math.max(largestAcross, (bytes[at + 11 + 3 * i] & 255) >> 4);
        largestDown = Math.max(largestDown, bytes[at + 11 + 3 * i] & 15);
      }
      rows = 8 * largestDown;
      for (int i = 0; i < count; i++) {
        int sampling = bytes[at + 11 + 3 * i] & 255;
        ids[i] = bytes[at + 10 + 3 * i] & 255;
        long across = blocks((long) width * Math.max(1, sampling >> 4), largestAcross);
        tall |= (sampling >> 4) == largestAcross && 2 * (sampling & 15) == largestDown;
        long down = blocks((long) height * Math.max(1, sampling & 15), largestDown);
        componentSamples[i] = across * down * BLOCK;
        samples += componentSamples[i];
        Arrays.fill(missing[i], -1);
      }
      work += 3 * pixels;
    }

    private static long blocks(long scaled, long largest) {
      return (scaled + 8 * largest - 1) / (8 * largest);
    }

    private void scan(int at, int end) {
      int count = at + 4 < end ? bytes[at + 4] & 255 : 0;
      int parameters = at + 5 + 2 * count;
      if (parameters + 2 >= end) {
        work += samples; // a decoder may see more in it
        return;
      }
      int first = bytes[parameters] & 255;
      int last = Math.min(BLOCK - 1, bytes[parameters + 1] & 255);
      int low = bytes[parameters + 2] & 15;
      for (int n = 0; n < count; n++) {
        int id = bytes[at + 5 + 2 * n] & 255;
        for (int i = 0; i < ids.length; i++) {
          if (ids[i] == id) {
            work += componentSamples[i];
            if (missing[i][0] < 0 && (frame != PROGRESSIVE || first == 0)) {
              oneBit += componentSamples[i] / BLOCK;
            }
            for (int k = frame == PROGRESSIVE ? first : 0;
                k <= (frame == PROGRESSIVE ? last : BLOCK - 1);
                k++) {
              missing[i][k] = frame == PROGRESSIVE ? low : 0;
            }
          }
        }
      }
    }

    JpegScans result() {
      boolean complete =
          missing.length > 0
              && Arrays.stream(missing).flatMapToInt(Arrays::stream).allMatch(bits -> bits == 0);
      return new JpegScans(frame, rows, samples, work, ended, complete, tall, oneBit);
    }
  }
}
