package io.github.googlenet4j.cli;

import io.github.googlenet4j.text.PrintableText;

/** An error as people read it. */
final class ErrorLine {
  private ErrorLine() {}

  /**
   * The message in one line of at most 2,000 characters, or the kind of error if it has no message.
   */
  static String of(Throwable error) {
    String message = error.getMessage();
    return message == null || message.isBlank()
        ? error.getClass().getSimpleName() + " (use --debug to see where)"
        : PrintableText.message(message.replaceAll("\\s*\\R\\s*", " "));
  }
}
