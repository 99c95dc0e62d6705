package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.RegularFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file that is read at any position, and the refusals of it. It is not mapped into memory: a
 * mapped file that another program cuts short ends the JVM.
 *
 * @param size in bytes, when it was opened
 */
record OpenFile(Path path, FileChannel channel, long size) implements Closeable {
  static final String DAMAGED = "The file is damaged or cut short: copy it again.";
  static final String HOSTILE = "The file is damaged or hostile: take it from its source again.";

  static OpenFile open(Path path) throws IOException {
    FileChannel channel = RegularFile.open(path);
    try {
      return new OpenFile(path, channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw ModelFileException.reading(path, e);
    }
  }

  /** Little-endian bytes of the file, ready to be read. */
  ByteBuffer read(long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    fill(bytes, position);
    return bytes;
  }

  /** Reads until the buffer is full, and leaves it ready to be read. */
  void fill(ByteBuffer buffer, long position) throws IOException {
    int begin = buffer.position();
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, position + buffer.position() - begin) < 0) {
          throw refused("%d bytes more".formatted(buffer.remaining()), "the end", DAMAGED);
        }
      }
    } catch (IOException e) {
      throw ModelFileException.reading(path, e);
    }
    buffer.flip();
  }

  ModelFileException refused(String expected, String found, String advice) {
    return new ModelFileException(
        path, "expected %s, found %s. %s".formatted(expected, found, advice));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
