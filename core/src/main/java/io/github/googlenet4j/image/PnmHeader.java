package io.github.googlenet4j.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The header of a PNM file.
 *
 * @param depth samples a pixel: grey, grey and alpha, RGB, RGB and alpha
 * @param largest what a sample is at most
 * @param bits whether a sample is one bit, and 1 is black
 * @param plain whether samples are decimal numbers
 * @param end where the samples begin
 */
record PnmHeader(
    int width, int height, int depth, int largest, boolean bits, boolean plain, int end) {

  private static final char PAM = '7';

  /** Lines of a PAM's header; there are five fields. */
  private static final int MOST_LINES = 1000;

  /** Whether a file begins with P1 to P7. */
  static boolean begins(PictureFile file) {
    byte[] bytes = file.bytes();
    return bytes.length > 2
        && bytes[0] == 'P'
        && bytes[1] >= '1'
        && bytes[1] <= PAM
        && (bytes[2] == ' '
            || bytes[2] == '\n'
            || bytes[2] == '\r'
            || bytes[2] == '\t'
            || bytes[2] == '#');
  }

  static PnmHeader of(PictureFile file) throws PictureException {
    byte[] bytes = file.bytes();
    char kind = (char) bytes[1];
    if (kind == PAM) {
      return pam(file);
    }
    boolean plain = kind < '4';
    boolean bits = kind == '1' || kind == '4';
    int[] numbers = new int[bits ? 2 : 3];
    int at = 2;
    for (int i = 0; i < numbers.length; i++) {
      at = afterSpace(bytes, at);
      numbers[i] = number(bytes, at);
      at = afterDigits(bytes, at);
      if (numbers[i] < 0) {
        throw at >= bytes.length
            ? file.cutOff(PictureFormat.PNM, null)
            : file.damaged(PictureFormat.PNM, null);
      }
    }
    int depth = kind == '3' || kind == '6' ? 3 : 1;
    int largest = bits ? 1 : numbers[2];
    return new PnmHeader(numbers[0], numbers[1], depth, largest, bits, plain, at + 1);
  }

  /** Fields by name, a line each, and a last line. */
  private static PnmHeader pam(PictureFile file) throws PictureException {
    byte[] bytes = file.bytes();
    int[] values = new int[4];
    int at = 2;
    for (int lines = 0; lines < MOST_LINES; lines++) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (end >= bytes.length) {
        throw file.cutOff(PictureFormat.PNM, null);
      }
      String line =
          new String(bytes, at, Math.min(end - at, 80), StandardCharsets.ISO_8859_1)
              .strip()
              .toUpperCase(Locale.ROOT);
      at = end + 1;
      if (line.equals("ENDHDR")) {
        return new PnmHeader(values[0], values[1], values[2], values[3], false, false, at);
      }
      String[] words = line.split("\\s+", 2);
      int field =
          switch (words[0]) {
            case "WIDTH" -> 0;
            case "HEIGHT" -> 1;
            case "DEPTH" -> 2;
            case "MAXVAL" -> 3;
            default -> -1; // a comment, or the kind of tuple, which follows from the depth
          };
      if (field >= 0 && words.length == 2) {
        values[field] = number(words[1].getBytes(StandardCharsets.ISO_8859_1), 0);
      }
    }
    throw file.damaged(PictureFormat.PNM, null);
  }

  /** The place after white space and comments, which end with their line. */
  static int afterSpace(byte[] bytes, int at) {
    boolean comment = false;
    while (at < bytes.length) {
      byte next = bytes[at];
      if (comment) {
        comment = next != '\n' && next != '\r';
      } else if (next == '#') {
        comment = true;
      } else if (next != ' ' && (next < '\t' || next > '\r')) {
        return at;
      }
      at++;
    }
    return at;
  }

  static int afterDigits(byte[] bytes, int at) {
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at;
  }

  /** The decimal number that begins there; -1 if none does, or one of more than 9 digits. */
  static int number(byte[] bytes, int at) {
    int end = afterDigits(bytes, at);
    if (end == at || end - at > 9) {
      return -1;
    }
    int number = 0;
    for (int i = at; i < end; i++) {
      number = 10 * number + bytes[i] - '0';
    }
    return number;
  }
}
