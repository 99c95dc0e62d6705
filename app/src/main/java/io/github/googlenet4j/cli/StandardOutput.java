package io.github.googlenet4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Standard output, which knows why it could not be written: writers keep no reason. */
final class StandardOutput extends FilterOutputStream {
  private static final Path LINUX = Path.of("/proc/self/fd/1");

  private volatile @Nullable IOException failure;

  StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  private StandardOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Whether whoever read the output has ended, as {@code head} does. A pipe cannot fail for another
   * reason. The system's words for it may be in any language.
   */
  boolean readerGone() {
    IOException reason = failure;
    if (reason == null) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(LINUX).toString();
      if (target.startsWith("pipe:") || target.startsWith("socket:")) {
        return true;
      }
    } catch (IOException | UnsupportedOperationException e) {
      // another system
    }
    return String.valueOf(reason.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }
}
