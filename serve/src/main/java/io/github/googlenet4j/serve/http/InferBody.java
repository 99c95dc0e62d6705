package io.github.googlenet4j.serve.http;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.v2.Bad;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * The body of a request to infer: a document of JSON, behind it the bytes of tensors. The length of
 * the document stands in a header and counts inflated bytes, as Triton's clients send it.
 *
 * @param bytes of both
 * @param json bytes of the document; 0 for a raw request, which is the bytes of one tensor
 * @param raw whether the request is a raw one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record InferBody(byte[] bytes, int json, boolean raw) {
  static final String HEADER_LENGTH = "Inference-Header-Content-Length";

  /**
   * Inflates it and finds its two parts.
   *
   * @param most inflated bytes
   */
  static InferBody of(Context context, int most) {
    byte[] bytes =
        inflated(Requests.body(context), Requests.header(context, "Content-Encoding"), most);
    String length = Requests.header(context, HEADER_LENGTH).strip();
    if (length.isEmpty()) {
      return new InferBody(bytes, bytes.length, false);
    }
    long json = number(length);
    if (json < 0 || json > bytes.length) {
      throw Requests.bad(HEADER_LENGTH, "0 to " + bytes.length + ", the body's length", length);
    }
    return new InferBody(bytes, (int) json, json == 0);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1; // not even 64 bits
    }
  }

  /** What is behind the document. */
  ByteBuffer binary() {
    return ByteBuffer.wrap(bytes, json, bytes.length - json).slice();
  }

  private static byte[] inflated(byte[] body, String encoding, int most) {
    InputStream packed = new ByteArrayInputStream(body);
    try (InputStream in =
        switch (encoding) {
          case "", "identity" -> packed;
          case "gzip", "x-gzip" -> new GZIPInputStream(packed);
          case "deflate" -> new InflaterInputStream(packed);
          default ->
              throw new Refusal(
                  Outcome.UNSUPPORTED,
                  "Content-Encoding: expected gzip, deflate or identity, found another. Send it as it is.");
        }) {
      if (in == packed) {
        return body;
      }
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new Refusal(
            Outcome.TOO_LARGE,
            "request: expected at most %d bytes inflated, found more. Send less at once."
                .formatted(most));
      }
      return bytes;
    } catch (IOException e) {
      throw Bad.request("body", "whole " + encoding, "it damaged", "Send it again.");
    }
  }
}
