package io.github.googlenet4j.webp;

/** What an encoder did to pixels before it coded them (RFC 9649, section 3.5), to be undone. */
interface LosslessTransform {

  /**
   * Undoes it for one row. Rows come in order, from the top.
   *
   * @param row may be changed, and returned
   * @return the row as it was before
   */
  int[] undo(int y, int[] row);

  /** How many blocks of 2 to the power of {@code bits} pixels cover a side. */
  static int blocks(int side, int bits) {
    return (side + (1 << bits) - 1) >> bits;
  }

  /** Section 3.5.3: green was subtracted from red and blue. */
  static int[] addGreen(int[] row) {
    for (int x = 0; x < row.length; x++) {
      int pixel = row[x];
      int green = (pixel >> 8) & 255;
      int others = (pixel & 0x00FF00FF) + ((green << 16) | green);
      row[x] = (pixel & 0xFF00FF00) | (others & 0x00FF00FF);
    }
    return row;
  }
}
