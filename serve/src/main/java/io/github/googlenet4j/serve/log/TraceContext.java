package io.github.googlenet4j.serve.log;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * W3C's trace context: the header {@code traceparent}, which tells to which trace a request
 * belongs.
 */
public final class TraceContext {
  /** The header's name, over HTTP and in gRPC's metadata. */
  public static final String HEADER = "traceparent";

  private static final Pattern FORM =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceContext() {}

  /** What a client sent, if it is one; anything else is as if there were none. */
  public static Optional<String> valid(Optional<String> header) {
    return header.filter(value -> FORM.matcher(value).matches());
  }
}
