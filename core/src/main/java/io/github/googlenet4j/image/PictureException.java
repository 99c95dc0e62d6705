package io.github.googlenet4j.image;

import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A picture that cannot be read: missing, too large, cut off, damaged or no picture at all.
 *
 * <p>Its message is one line for people, {@code <file>: expected <x>, found <y>. <what to do>}. If
 * a decoder failed, its exception is the cause.
 */
public final class PictureException extends IOException {

  private static final long serialVersionUID = 1;

  PictureException(
      String file, String expected, String found, String advice, @Nullable Throwable cause) {
    // A file's name may hold line feeds; the message must stay one line.
    super(
        "%s: expected %s, found %s. %s".formatted(PrintableText.of(file), expected, found, advice),
        cause);
  }
}
