package io.github.googlenet4j.webp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** VP8's constants, which the resource {@code vp8-tables.txt} lists section by section. */
final class LossyTables {
  /** Block types, bands, contexts and nodes of a tree for coefficients. */
  static final int TYPES = 4;

  static final int BANDS = 8;
  static final int CONTEXTS = 3;
  static final int NODES = 11;
  private static final int COEFFICIENTS = TYPES * BANDS * CONTEXTS * NODES;

  /** Modes of a 4x4 block, and nodes of their tree. */
  private static final int MODES = 10;

  static final int MODE_NODES = 9;
  private static final int STEPS = 128;

  /** That each of {@link #COEFFICIENT_PROBABILITIES} is replaced. */
  static final int[] UPDATE_PROBABILITIES;

  static final int[] COEFFICIENT_PROBABILITIES;

  /** By the mode above, the mode to the left and the node. */
  static final int[] MODE_PROBABILITIES;

  static final int[] DC_STEPS;
  static final int[] AC_STEPS;

  static {
    int[] all = read();
    int at = 0;
    UPDATE_PROBABILITIES = Arrays.copyOfRange(all, at, at += COEFFICIENTS);
    COEFFICIENT_PROBABILITIES = Arrays.copyOfRange(all, at, at += COEFFICIENTS);
    MODE_PROBABILITIES = Arrays.copyOfRange(all, at, at += MODES * MODES * MODE_NODES);
    DC_STEPS = Arrays.copyOfRange(all, at, at += STEPS);
    AC_STEPS = Arrays.copyOfRange(all, at, at + STEPS);
  }

  private LossyTables() {}

  /** Where the mode's tree begins in {@link #MODE_PROBABILITIES}. */
  static int modeTree(int above, int left) {
    return (above * MODES + left) * MODE_NODES;
  }

  private static int[] read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(LossyTables.class.getResourceAsStream("vp8-tables.txt")),
                StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .flatMap(line -> Arrays.stream(line.split(" ", -1)))
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
