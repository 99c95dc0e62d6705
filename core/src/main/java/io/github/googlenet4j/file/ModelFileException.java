package io.github.googlenet4j.file;

import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A model file, or a file that one is made from (weights, labels), that cannot be read or written.
 *
 * <p>The message is one line: {@code <file>: expected <x>, found <y>. <what to do>}.
 */
public final class ModelFileException extends IOException {
  /**
   * @param file as the user named it
   * @param problem what was expected and found, and what to do
   */
  public ModelFileException(Path file, String problem) {
    super(PrintableText.of(file + ": " + problem));
  }

  private ModelFileException(Path file, String problem, IOException cause) {
    super(PrintableText.of(file + ": " + problem), cause);
  }

  /** A failure of the system while reading, as a message of one line. */
  public static IOException reading(Path file, IOException cause) {
    if (cause instanceof ModelFileException || cause instanceof ClosedByInterruptException) {
      return cause;
    }
    if (cause instanceof NoSuchFileException) {
      return new ModelFileException(
          file, "expected a file, found none of that name. Check the path.", cause);
    }
    return new ModelFileException(
        file, "expected to read it, found: %s. Check the disk.".formatted(reason(cause)), cause);
  }

  /** A failure of the system while writing; the file of that name is what it was before. */
  static IOException writing(Path file, IOException cause) {
    if (cause instanceof ModelFileException || cause instanceof ClosedByInterruptException) {
      return cause;
    }
    return new ModelFileException(
        file,
        "expected to write it, found: %s. Nothing was changed; check the disk and its permissions."
            .formatted(reason(cause)),
        cause);
  }

  /** The system's reason without the path, which the message has already. */
  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason =
        cause instanceof FileSystemException system ? system.getReason() : cause.getMessage();
    return reason == null ? cause.getClass().getSimpleName() : reason;
  }
}
