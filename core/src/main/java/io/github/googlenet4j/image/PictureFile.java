package io.github.googlenet4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one picture file, which may be hostile, its name, its limits, what decoding has cost
 * of them, and notes on what was done to its pixels; makes the exceptions that refuse it.
 *
 * <p>Reading beyond the end of {@link #bytes} throws {@link IndexOutOfBoundsException}; {@link
 * PictureReader} turns that, like any other exception of a decoder, into a {@link
 * PictureException}.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PictureFile(
    String name, byte[] bytes, PictureLimits limits, PictureBudget budget, Set<String> notes) {

  /**
   * As in libpng. One pixel wide and very high, a picture within the limits would cost hundreds of
   * times its pixels when it is resized to a square.
   */
  private static final int LONGEST_SIDE = 1_000_000;

  /** For an embedded colour profile: colours are taken as they are stored, as in Pillow. */
  static final String PROFILE_NOTE = "profile not followed";

  /** A file of which nothing has been decoded. The budget's time begins here. */
  PictureFile(String name, byte[] bytes, PictureLimits limits) {
    this(name, bytes, limits, new PictureBudget(name, limits), new LinkedHashSet<>());
  }

  /** Tells the user what was done to the pixels, or was not; see {@link PictureInspection}. */
  void note(String note) {
    notes.add(note);
  }

  /** Tells the user that a part of the picture is missing, and which. */
  void noteDamage(String what) {
    notes.add(PictureInspection.DAMAGED + what);
  }

  /** The whole file for a decoder. */
  PictureStream stream() {
    return stream(ByteBuffer.wrap(bytes));
  }

  /** What a decoder shall see instead of the file: pieces of it, and edited ones. */
  PictureStream stream(ByteBuffer... pieces) {
    return new PictureStream(budget, pieces);
  }

  /** The bytes from {@code from} on, for {@link #stream(ByteBuffer...)}; not a copy. */
  ByteBuffer piece(int from, int to) {
    return ByteBuffer.wrap(bytes).slice(from, to - from);
  }

  ByteBuffer bigEndian() {
    return ByteBuffer.wrap(bytes);
  }

  ByteBuffer littleEndian() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether these Latin-1 characters stand at {@code offset}. */
  boolean hasAt(int offset, String characters) {
    byte[] wanted = characters.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length - offset < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[offset + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Refuses a size that is empty or above the limit; to be called before pixels take memory. */
  void checkSize(PictureFormat format, long width, long height) throws PictureException {
    if (width < 1 || height < 1) {
      throw refusal(
          "a readable " + format,
          "a size of " + width + " x " + height,
          "Save it again with another program.");
    }
    if (Math.max(width, height) > LONGEST_SIDE) {
      throw refusal(
          "at most " + LONGEST_SIDE + " pixels a side",
          width + " x " + height,
          "Cut the picture into pieces.");
    }
    // Divided, not multiplied: a product of two foreign numbers may overflow.
    if (width > limits.pixels() / height) {
      throw refusal(
          "at most " + limits.pixels() + " pixels",
          width + " x " + height,
          "Make the picture smaller or raise the limit of pixels.");
    }
  }

  PictureException cutOff(PictureFormat format, @Nullable Throwable cause) {
    return new PictureException(
        name,
        "a complete " + format,
        "the end of the file after " + bytes.length + " bytes",
        "Copy the file again.",
        cause);
  }

  PictureException damaged(PictureFormat format, @Nullable Throwable cause) {
    return new PictureException(
        name,
        "a readable " + format,
        "damaged or unsupported data",
        "Copy the file again, or save it with another program.",
        cause);
  }

  PictureException refusal(String expected, String found, String advice) {
    return new PictureException(name, expected, found, advice, null);
  }
}
