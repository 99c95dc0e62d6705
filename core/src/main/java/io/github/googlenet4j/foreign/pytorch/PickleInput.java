package io.github.googlenet4j.foreign.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a pickle, in the order of the file. They pass through a window of 64 kB, so that a
 * pickle's length costs no memory, and nothing behind the given end is read.
 */
final class PickleInput {
  private static final int WINDOW = 1 << 16;

  /** A text is a tensor's name or a word of a checkpoint; the longest known have 200 characters. */
  private static final int LONGEST_TEXT = 1 << 20;

  private static final int LONGEST_LINE = 1 << 10;

  private final OpenFile file;
  private final long end;
  private final ByteBuffer window;

  /** The position in the file that follows the window. */
  private long next;

  PickleInput(OpenFile file, long begin, long end) {
    this.file = file;
    this.next = begin;
    this.end = end;
    int capacity = (int) Math.min(WINDOW, end - begin);
    this.window = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  }

  /** The position in the file of the byte that is read next. */
  long position() {
    return next - window.remaining();
  }

  private long remaining() {
    return end - position();
  }

  /** Makes so many bytes readable from the window, at most 64 kB. */
  private ByteBuffer need(int count) throws IOException {
    if (window.remaining() >= count) {
      return window;
    }
    if (remaining() < count) {
      throw file.refused(
          "%d bytes more of the pickle".formatted(count),
          Math.max(0, remaining()) + " bytes",
          OpenFile.DAMAGED);
    }
    window.compact();
    int kept = window.position();
    int more = (int) Math.min(window.capacity() - kept, end - next);
    window.limit(kept + more);
    file.fill(window, next);
    window.position(0);
    next += more;
    return window;
  }

  int unsignedByte() throws IOException {
    return need(1).get() & 0xff;
  }

  int unsignedShort() throws IOException {
    return need(2).getShort() & 0xffff;
  }

  int int32() throws IOException {
    return need(4).getInt();
  }

  long unsignedInt() throws IOException {
    return int32() & 0xffffffffL;
  }

  long int64() throws IOException {
    return need(8).getLong();
  }

  /** Eight bytes, big-endian, unlike all other numbers of a pickle. */
  double float64() throws IOException {
    return Double.longBitsToDouble(Long.reverseBytes(int64()));
  }

  byte[] bytes(int count) throws IOException {
    byte[] bytes = new byte[count];
    for (int done = 0; done < count; ) {
      int part = Math.min(WINDOW, count - done); // refused if the window is smaller
      need(part).get(bytes, done, part);
      done += part;
    }
    return bytes;
  }

  /** A text of so many bytes of UTF-8; {@code length} may be any 64 bits out of the file. */
  String text(long length) throws IOException {
    if (length < 0 || length > Math.min(LONGEST_TEXT, remaining())) {
      throw file.refused(
          "a text of at most %d bytes".formatted(Math.min(LONGEST_TEXT, remaining())),
          "one of " + Long.toUnsignedString(length),
          OpenFile.DAMAGED);
    }
    return new String(bytes((int) length), StandardCharsets.UTF_8);
  }

  /** Passes over bytes that nobody needs. */
  void skip(long length) throws IOException {
    if (length < 0 || length > remaining()) {
      throw file.refused(
          "at most %d bytes more".formatted(remaining()),
          Long.toUnsignedString(length),
          OpenFile.DAMAGED);
    }
    long beyond = length - window.remaining();
    if (beyond <= 0) {
      window.position(window.position() + (int) length);
    } else {
      window.position(window.limit());
      next += beyond;
    }
  }

  /** What stands before the next line feed. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
      if (line.length() == LONGEST_LINE) {
        throw file.refused(
            "a line of at most %d bytes".formatted(LONGEST_LINE), "a longer one", OpenFile.DAMAGED);
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
