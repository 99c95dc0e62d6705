package io.github.googlenet4j.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.googlenet4j.file.ModelFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads files that are damaged or made to do harm. Each is read, or refused with one line, within
 * 100 ms of the processor and 64 MB of the heap.
 */
public final class HostileReading {
  private static final long MOST_NANOSECONDS = 100_000_000;
  private static final long MOST_BYTES = 64L << 20;
  private static final int EXAMINED = 4096;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Opens a file, reads all that it has, and closes it. */
  @FunctionalInterface
  public interface Reading {
    void read(Path file) throws IOException;
  }

  private final Reading reading;
  private final Path file;

  /**
   * @param file where the copies are written
   */
  public HostileReading(Path file, Reading reading) {
    this.file = file;
    this.reading = reading;
  }

  /** The message without the file's name, or an empty text if the file was read. */
  public String message(byte[] content) throws IOException {
    Files.write(file, content);
    return message();
  }

  private String message() throws IOException {
    String message = "";
    long time = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5 && time > MOST_NANOSECONDS; attempt++) { // may compile
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      long begin = THREADS.getCurrentThreadCpuTime();
      try {
        reading.read(file);
      } catch (ModelFileException e) {
        message = String.valueOf(e.getMessage());
      }
      time = THREADS.getCurrentThreadCpuTime() - begin;
      bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
      assertThat(bytes).as("bytes for %s", message).isLessThan(MOST_BYTES);
    }
    assertThat(time).as("nanoseconds for %s", message).isLessThanOrEqualTo(MOST_NANOSECONDS);
    if (message.isEmpty()) {
      return message;
    }
    assertThat(message).startsWith(file + ": expected ").doesNotContain("\n");
    assertThat(message.length()).isLessThan(2000);
    return message.substring(file.toString().length() + 2);
  }

  /** Cuts a file at each of the first bytes, and flips a bit of each, another one each time. */
  public void damageEverywhere(byte[] content) throws IOException {
    int examined = Math.min(EXAMINED, content.length);
    Files.write(file, content);
    try (RandomAccessFile copy = new RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < examined; i++) {
        write(copy, i, content[i] ^ 1 << i % Byte.SIZE);
        message();
        write(copy, i, content[i]);
      }
      for (int i = examined - 1; i >= 0; i--) {
        copy.setLength(i);
        message();
      }
    }
  }

  private static void write(RandomAccessFile copy, int position, int value) throws IOException {
    copy.seek(position);
    copy.write(value);
  }
}
