package io.github.googlenet4j.serve.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.v2.Bad;
import io.github.googlenet4j.text.PrintableText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON, as bytes. What is read is limited: it comes from anybody. */
final class Json {
  private static final int DEEPEST = 100;
  private static final int LONGEST_NAME = 10_000;

  private Json() {}

  /** Writes a value. */
  interface Value {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * Reads documents of at most this many bytes.
   *
   * @param bytes of a document; a string in it may be as long
   */
  static JsonFactory reading(int bytes) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(bytes)
                .maxNameLength(LONGEST_NAME)
                .build())
        .build();
  }

  /** The refusal of a document that is not what it should be. */
  static Refusal bad(String expected, Object found) {
    return Bad.request(
        "request", expected, PrintableText.of(found), "See the Open Inference Protocol.");
  }

  private static final JsonFactory WRITING = new JsonFactory();

  static byte[] bytes(Value value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = WRITING.createGenerator(out)) {
      value.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.toByteArray();
  }
}
