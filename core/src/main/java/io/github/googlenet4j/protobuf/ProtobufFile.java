package io.github.googlenet4j.protobuf;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.RegularFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * An open file that is one message, read where it lies.
 *
 * <p>Weights are most of such a file. So nothing is read before it is asked for: a field's content
 * is a {@link Span}, which its reader may step into, read, or leave alone. The file is not mapped
 * into memory: if another program cuts a mapped file short, the JVM crashes.
 *
 * <p>A hostile file can have as many fields and texts as it has bytes. Both are limited for the
 * file as a whole, far above what GoogLeNet needs. {@link ProtobufFields} serves one thread; values
 * ({@link StoredNumbers}) may be read by several.
 */
public final class ProtobufFile implements Closeable {
  static final String DAMAGED = "The file is damaged or cut short: copy it again.";

  private static final int MOST_FIELDS = 1 << 18;
  private static final int MOST_TEXT = 1 << 23; // bytes
  private static final int BUFFER_BYTES = 1 << 14;

  private final Path file;
  private final FileChannel channel;
  private final long size;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long bufferStart;
  private int fields;
  private long text;

  private ProtobufFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
    buffer.limit(0);
  }

  /**
   * Opens a file; nothing of it is read yet.
   *
   * @throws ModelFileException if there is none, or it is no regular file
   */
  public static ProtobufFile open(Path file) throws IOException {
    FileChannel channel = RegularFile.open(file);
    try {
      return new ProtobufFile(file, channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** The file that this was opened with. */
  public Path path() {
    return file;
  }

  /** The whole file. */
  public Span whole() {
    return new Span(0, size);
  }

  /** The fields of a message. */
  public ProtobufFields fields(Span message) {
    return new ProtobufFields(this, message);
  }

  /** A refusal of this file: {@code expected <x>, found <y>. <what to do>}. */
  public ModelFileException refused(String expected, Object found, String advice) {
    return new ModelFileException(
        file, "expected %s, found %s. %s".formatted(expected, found, advice));
  }

  /** A refusal of what no program writes. */
  ModelFileException damaged(String expected, Object found) {
    return refused(expected, found, DAMAGED);
  }

  /** Counts a field, or a number of a packed field. */
  void countField() throws ModelFileException {
    if (++fields > MOST_FIELDS) {
      throw refused(
          "at most %d fields, far more than GoogLeNet needs".formatted(MOST_FIELDS),
          "more",
          "It holds another network, or none.");
    }
  }

  /** Counts the bytes of a text before memory is taken for it. */
  void countText(long bytes) throws ModelFileException {
    text += bytes;
    if (text > MOST_TEXT) {
      throw refused(
          "at most %d bytes of names and texts".formatted(MOST_TEXT),
          "more",
          "It holds another network, or none.");
    }
  }

  /** The byte at a position inside of the file. */
  int byteAt(long position) throws IOException {
    if (position < bufferStart || position >= bufferStart + buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, size - position));
      bufferStart = position;
      read(position, buffer);
    }
    return buffer.get((int) (position - bufferStart));
  }

  /** The bytes of a short part, in a new buffer. */
  public ByteBuffer bytes(Span part) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) part.length());
    if (part.length() > BUFFER_BYTES) {
      read(part.begin(), bytes);
      return bytes;
    }
    for (long position = part.begin(); position < part.end(); position++) {
      bytes.put((byte) byteAt(position)); // a call of the system for each name would take long
    }
    return bytes.flip();
  }

  /** Reads until the buffer is full, and leaves it ready to be read. Safe for several callers. */
  void read(long position, ByteBuffer into) throws IOException {
    try {
      while (into.hasRemaining()) {
        int count = channel.read(into, position + into.position());
        if (count < 0) {
          throw damaged("%d bytes more".formatted(into.remaining()), "the end");
        }
      }
    } catch (IOException e) {
      throw ModelFileException.reading(file, e);
    }
    into.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
