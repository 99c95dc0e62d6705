package io.github.googlenet4j.serve.settings;

import java.util.function.Consumer;

/**
 * The access log.
 *
 * @param format of its lines
 * @param lines gets each line, without its end, on one thread; it may be slow, requests do not wait
 */
public record Logging(LogFormat format, Consumer<String> lines) {
  /** No log. */
  public static final Logging NONE = new Logging(LogFormat.NONE, line -> {});
}
