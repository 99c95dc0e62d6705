package io.github.googlenet4j.serve.settings;

import io.github.googlenet4j.text.PrintableText;
import java.util.Locale;

/** How the access log writes a request. No format writes a picture or a name that a client gave. */
public enum LogFormat {
  /** No lines. */
  NONE,
  /** Words in one line, for people. */
  TEXT,
  /** One JSON object a line, for machines. */
  JSON;

  /**
   * The format of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static LogFormat named(String name) {
    for (LogFormat format : values()) {
      if (format.toString().equals(name)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "log format: expected text, json or none, found %s."
            .formatted(PrintableText.of(PrintableText.shortened(name))));
  }

  /** In lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
