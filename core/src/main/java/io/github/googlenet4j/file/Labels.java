package io.github.googlenet4j.file;

import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a label file: one label a line, in the order of the network's outputs.
 *
 * <p>UTF-8, with or without a byte order mark, with any line ends. Where every line begins with a
 * WordNet id, as in ImageNet's {@code n01440764 tench, Tinca tinca}, the label is what follows it:
 * {@code tench, Tinca tinca}. Labels may repeat: ImageNet has two classes {@code crane}.
 */
public final class Labels {
  /** ImageNet's 21,841 classes take less than 1 MB. */
  private static final int LARGEST = 4 << 20;

  private static final Pattern WORDNET = Pattern.compile("(n\\d{8})\\s+(\\S.*)");

  private Labels() {}

  /**
   * The labels in a file.
   *
   * @throws ModelFileException if it cannot be read, is larger than 4 MB, is not UTF-8, holds no
   *     label, or has a line that is none; the message has the line's number
   */
  public static List<String> read(Path file) throws IOException {
    return readWithIds(file).labels();
  }

  /** The labels of a file, and the WordNet ids before them, if there are any. */
  public record LabelsWithIds(List<String> labels, List<String> ids) {
    public LabelsWithIds {
      labels = List.copyOf(labels);
      ids = List.copyOf(ids);
    }
  }

  /**
   * The labels in a file, with the ids that stand before them.
   *
   * @throws ModelFileException as {@link #read} does
   */
  public static LabelsWithIds readWithIds(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new ModelFileException( // reading a pipe may never end
          file, "expected a label file, found a device or pipe. Copy it to a file first.");
    }
    List<String> lines = new ArrayList<>(text(file).lines().map(String::strip).toList());
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    if (lines.isEmpty()) {
      throw new ModelFileException(
          file, "expected a label a line, found an empty file. Write one line a class.");
    }
    LabelsWithIds read = separated(file, lines);
    List<String> labels = read.labels();
    for (int i = 0; i < labels.size(); i++) {
      if (!Model.isLabel(labels.get(i))) {
        throw new ModelFileException(
            file,
            ("expected a label in line %d, found %s."
                    + " Write one line a class, in the order of the outputs.")
                .formatted(
                    i + 1,
                    labels.get(i).isEmpty()
                        ? "a blank line"
                        : "a character that cannot be printed"));
      }
    }
    return read;
  }

  /** All lines have ids or none has: a single line that differs is a mistake. */
  private static LabelsWithIds separated(Path file, List<String> lines) throws ModelFileException {
    if (!WORDNET.matcher(lines.get(0)).matches()) {
      return new LabelsWithIds(List.copyOf(lines), List.of());
    }
    List<String> labels = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = WORDNET.matcher(line);
      if (!matcher.matches() && !line.isEmpty()) {
        throw new ModelFileException(
            file,
            ("expected a WordNet id and a label in line %d, as in line 1, found '%s'."
                    + " Give all lines an id, or none.")
                .formatted(labels.size() + 1, PrintableText.shortened(line)));
      }
      ids.add(line.isEmpty() ? line : matcher.group(1));
      labels.add(line.isEmpty() ? line : matcher.group(2));
    }
    return new LabelsWithIds(List.copyOf(labels), List.copyOf(ids));
  }

  private static String text(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFileException(
          file, "expected a label file, found a folder. Name a file inside of it.");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw ModelFileException.reading(file, e);
    }
    if (bytes.length > LARGEST) {
      throw new ModelFileException(
          file,
          "expected labels of at most %d bytes, found more. Check the path.".formatted(LARGEST));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ModelFileException(
          file, "expected labels in UTF-8, found other bytes. Save it as UTF-8.");
    }
  }
}
