package io.github.googlenet4j.onednn;

import java.util.ArrayList;
import java.util.List;

/**
 * The tiles along one side of a map, for {@link Winograd}: tile t makes the outputs 4t to 4t+3 out
 * of the inputs 4t-1 to 4t+4. At both ends some of these lie outside, where they count as zero.
 *
 * @param length pixels along the side
 */
record Tiles(int length) {
  /** Outputs of a tile. */
  static final int OUTPUTS = 4;

  /** Inputs of a tile. */
  static final int INPUTS = 6;

  /**
   * Tiles that read the same of their inputs, {@link #STEP} apart.
   *
   * @param first of the tiles
   * @param count of the tiles
   * @param skipped inputs of each that lie before the side's begin
   * @param inputs of each that lie on the side, after those
   */
  record Run(int first, int count, int skipped, int inputs) {
    /** The first pixel that the first tile reads. */
    int start() {
      return OUTPUTS * first - 1 + skipped;
    }
  }

  /**
   * Tiles made together.
   *
   * @param first of the tiles, which are neighbours
   * @param outputs of each that lie on the side
   */
  record Group(int first, int count, int outputs) {}

  /** Between tiles of a run: neighbours' inputs overlap, which a description of memory may not. */
  static final int STEP = 2;

  int count() {
    return (length + OUTPUTS - 1) / OUTPUTS;
  }

  /** Every tile once, by what it reads. */
  List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    int whole = 1; // tiles from 1 to before this one have all their inputs
    while (whole < count() && inputs(whole) == INPUTS) {
      whole++;
    }
    runs.add(new Run(0, 1, 1, inputs(0) - 1));
    for (int first = 1; first <= STEP && first < whole; first++) {
      runs.add(new Run(first, (whole - first + STEP - 1) / STEP, 0, INPUTS));
    }
    for (int last = whole; last < count(); last++) {
      runs.add(new Run(last, 1, 0, inputs(last)));
    }
    return runs;
  }

  /** Inputs of a tile before the side's end. */
  private int inputs(int tile) {
    return Math.min(INPUTS, length - (OUTPUTS * tile - 1));
  }

  /** Every tile once, by what it makes. */
  List<Group> groups() {
    int whole = length / OUTPUTS;
    List<Group> groups = new ArrayList<>();
    if (whole > 0) {
      groups.add(new Group(0, whole, OUTPUTS));
    }
    if (whole < count()) {
      groups.add(new Group(whole, 1, length - OUTPUTS * whole));
    }
    return groups;
  }
}
