package io.github.googlenet4j.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * What Jazzer calls with bytes of its own making. The system property {@code googlenet.fuzz.target}
 * names the {@link FuzzTarget}.
 */
public final class Fuzzer {
  private static final FuzzTarget TARGET =
      FuzzTarget.valueOf(
          System.getProperty("googlenet.fuzz.target", "pytorch").toUpperCase(Locale.ROOT));

  private static final Path FILE = file();

  private Fuzzer() {}

  /** Has the reader read a file of these bytes. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    // Written in place: a new file each time would cost more than the reading.
    try (FileChannel out =
        FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(data);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.truncate(data.length);
    }
    TARGET.readWithinBounds(FILE);
  }

  private static Path file() {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      folder.toFile().deleteOnExit();
      Path file = folder.resolve("x.csv");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
