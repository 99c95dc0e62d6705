package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object as one line, with Jackson's streaming writer, which starts fast.
 * Characters that a terminal does not print are escaped, C1 and bidirectional marks too.
 */
final class Json {
  static final JsonFactory FACTORY = new JsonFactory().setCharacterEscapes(new Escapes());

  /** Besides what JSON asks for: what would change how a terminal shows the rest of the line. */
  private static final class Escapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;
    private static final int DELETE = 0x7f;

    private final int[] ascii = standardAsciiEscapesForJSON();

    Escapes() {
      ascii[DELETE] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      boolean shown =
          Character.isSurrogate((char) c) // half of a pair comes here by itself
              || (PrintableText.isPrintable(c) && !PrintableText.isBidirectional(c));
      return shown ? null : new SerializedString("\\u%04X".formatted(c));
    }
  }

  /** Writes the fields of an object. */
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private Json() {}

  static String line(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
