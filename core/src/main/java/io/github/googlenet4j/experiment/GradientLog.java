package io.github.googlenet4j.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A CSV file of a layer's gradient norms, a row for each update. A resumed run repeats the updates
 * after its checkpoint: the last row of an update counts. A last row that a crash cut short is
 * ignored.
 */
public final class GradientLog {
  private static final String HEADER = "update,norm\n";

  /** The first layer's weights, which are the farthest from the losses. */
  private static final String LAYER = "conv1/7x7_s2.weight";

  private GradientLog() {}

  /**
   * Adds a row.
   *
   * @param norms of all parameters
   * @throws IOException if it cannot be written
   */
  public static void append(Path file, long update, Map<String, Double> norms) throws IOException {
    Double norm = norms.get(LAYER);
    if (norm == null) {
      return; // a recipe that freezes it
    }
    String row = update + "," + norm + "\n";
    // A row that was cut short ends here; without this the next one would be part of it.
    String begin = Files.exists(file) ? (endsWithRow(file) ? "" : "\n") : HEADER;
    Files.writeString(file, begin + row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static boolean endsWithRow(Path file) throws IOException {
    try (var channel = Files.newByteChannel(file)) {
      java.nio.ByteBuffer last = java.nio.ByteBuffer.allocate(1);
      if (channel.size() == 0) {
        return true;
      }
      channel.position(channel.size() - 1).read(last);
      return last.get(0) == '\n';
    }
  }

  /**
   * The norms by update.
   *
   * @throws IOException if the file cannot be read
   */
  public static SortedMap<Long, Double> read(Path file) throws IOException {
    SortedMap<Long, Double> norms = new TreeMap<>();
    if (!Files.exists(file)) {
      return norms;
    }
    String text = Files.readString(file);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    for (String line : lines) {
      int comma = line.indexOf(',');
      if (comma > 0 && Character.isDigit(line.charAt(0))) {
        try {
          norms.put(
              Long.parseLong(line.substring(0, comma)),
              Double.parseDouble(line.substring(comma + 1)));
        } catch (NumberFormatException e) {
          // a row that was cut short
        }
      }
    }
    return norms;
  }
}
