package io.github.googlenet4j.onednn.internal.primitive;

import java.util.ArrayList;
import java.util.List;

/**
 * Tiles along one side of an activation, for {@link WinogradConvolution}: tile t computes the
 * outputs 4t to 4t+3 from the inputs 4t-1 to 4t+4. Inputs outside of the activation count as zero.
 *
 * @param length pixels along the side
 * @param first of the tiles
 * @param count of the tiles
 */
record WinogradTiles(int length, int first, int count) {
  /** Outputs of a tile. */
  static final int OUTPUTS = 4;

  /** Inputs of a tile. */
  static final int INPUTS = 6;

  /**
   * Tiles that have the same of their inputs inside of the activation. From one to the next it is
   * {@link #STEP} tiles.
   *
   * @param first of the tiles
   * @param count of the tiles
   * @param skipped inputs of each tile before the activation's begin
   * @param inputs of each tile inside of the activation
   */
  record InputGroup(int first, int count, int skipped, int inputs) {
    /** Index of the first pixel that the first tile reads. */
    int start() {
      return OUTPUTS * first - 1 + skipped;
    }
  }

  /**
   * Neighbouring tiles that have the same of their outputs inside of the activation.
   *
   * @param first of the tiles
   * @param count of the tiles
   * @param outputs of each tile inside of the activation
   */
  record OutputGroup(int first, int count, int outputs) {}

  /**
   * Tiles from one to the next in an input group. The inputs of neighbouring tiles overlap, and the
   * matrices of one memory description must not.
   */
  static final int STEP = 2;

  /** All tiles along a side. */
  static WinogradTiles along(int length) {
    return new WinogradTiles(length, 0, (length + OUTPUTS - 1) / OUTPUTS);
  }

  /** The tiles of one thread. */
  WinogradTiles part(ThreadShare share) {
    IndexRange part = share.of(new IndexRange(first, count));
    return new WinogradTiles(length, part.first(), part.count());
  }

  private int end() {
    return first + count;
  }

  /** Every tile once, grouped by the inputs that exist. */
  List<InputGroup> inputGroups() {
    List<InputGroup> inputGroups = new ArrayList<>();
    if (first == 0 && count > 0) {
      inputGroups.add(new InputGroup(0, 1, 1, inputs(0) - 1));
    }
    int begin = Math.max(1, first);
    int whole = begin; // tiles from begin to before this one have all inputs
    while (whole < end() && inputs(whole) == INPUTS) {
      whole++;
    }
    for (int tile = begin; tile < begin + STEP && tile < whole; tile++) {
      int all = (whole - tile + STEP - 1) / STEP;
      // A memory description must not reach beyond the last tile, not even by unread values.
      int some = Math.max(1, Math.min(all, count / STEP));
      inputGroups.add(new InputGroup(tile, some, 0, INPUTS));
      for (int rest = some; rest < all; rest++) {
        inputGroups.add(new InputGroup(tile + rest * STEP, 1, 0, INPUTS));
      }
    }
    for (int last = whole; last < end(); last++) {
      inputGroups.add(new InputGroup(last, 1, 0, inputs(last)));
    }
    return inputGroups;
  }

  /** Inputs of a tile before the activation's end. */
  private int inputs(int tile) {
    return Math.min(INPUTS, length - (OUTPUTS * tile - 1));
  }

  /** Every tile once, grouped by the outputs that exist. */
  List<OutputGroup> outputGroups() {
    int whole = Math.min(end(), length / OUTPUTS);
    List<OutputGroup> outputGroups = new ArrayList<>();
    if (whole > first) {
      outputGroups.add(new OutputGroup(first, whole - first, OUTPUTS));
    }
    if (whole < end()) {
      outputGroups.add(new OutputGroup(whole, 1, length - OUTPUTS * whole));
    }
    return outputGroups;
  }
}
