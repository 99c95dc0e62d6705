package io.github.googlenet4j.data;

import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Labelled pictures that cannot be used as they are. Its message is one line for people: {@code
 * <folder or file>: expected <x>, found <y>. <what to do>}.
 */
public final class DatasetException extends IOException {
  private static final long serialVersionUID = 1;

  DatasetException(String message) {
    this(message, null);
  }

  DatasetException(String message, @Nullable Throwable cause) {
    super(PrintableText.message(message), cause); // names of files may hold line feeds
  }
}
