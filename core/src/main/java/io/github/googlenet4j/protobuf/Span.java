package io.github.googlenet4j.protobuf;

/**
 * A part of a file: a message, a text or packed numbers.
 *
 * @param begin of its first byte, counted from the beginning of the file
 * @param end behind its last byte
 */
public record Span(long begin, long end) {
  /** Number of bytes. */
  public long length() {
    return end - begin;
  }
}
