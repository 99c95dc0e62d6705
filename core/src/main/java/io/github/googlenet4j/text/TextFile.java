package io.github.googlenet4j.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads text files that people name, which may be anything. */
public final class TextFile {
  private TextFile() {}

  /**
   * The text of a file in UTF-8, or in UTF-16 if it begins with the byte order mark of that,
   * without the mark. A device or a pipe, which may never end, is not opened.
   *
   * @param kind what the file should be, such as "a recipe"
   * @param largest in bytes
   * @throws IOException in one line, if it is no regular file, is larger, or cannot be read
   */
  public static String read(Path file, String kind, int largest) throws IOException {
    if (!Files.isRegularFile(file)) {
      String found =
          Files.isDirectory(file)
              ? "a folder. Name a file in it."
              : Files.exists(file)
                  ? "a device or pipe. Copy it to a file first."
                  : "no such file. Check the path.";
      throw refused(file, kind, found);
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(largest + 1);
    } catch (NoSuchFileException e) {
      throw refused(file, kind, "no such file. Check the path.");
    } catch (IOException e) {
      throw new IOException(
          "%s: expected a file that can be read, found an error (%s). Check its permissions."
              .formatted(PrintableText.of(file), e.getClass().getSimpleName()),
          e);
    }
    if (bytes.length > largest) {
      throw refused(
          file, kind + " of at most " + (largest >> 20) + " MB", "a larger file. Check the path.");
    }
    return decoded(file, bytes);
  }

  private static String decoded(Path file, byte[] bytes) throws IOException {
    int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    Charset charset =
        switch (first) {
          case 0xfeff -> StandardCharsets.UTF_16BE;
          case 0xfffe -> StandardCharsets.UTF_16LE;
          default -> StandardCharsets.UTF_8;
        };
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException(
          "%s: expected UTF-8, found other bytes. Save it in UTF-8."
              .formatted(PrintableText.of(file)),
          e);
    }
  }

  private static IOException refused(Path file, String kind, String found) {
    return new IOException(
        "%s: expected %s, found %s".formatted(PrintableText.of(file), kind, found));
  }
}
