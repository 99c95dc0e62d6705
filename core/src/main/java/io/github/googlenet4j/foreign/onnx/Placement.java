package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Window;
import java.util.Collections;
import java.util.List;

/**
 * Where the windows of a convolution or a pool lie, as a node says it.
 *
 * @param kernel height and width
 * @param strides down and across
 * @param pads top, left, bottom, right
 * @param automatic ONNX's {@code auto_pad}, which replaces the pads; {@code NOTSET} if it is not
 *     used
 * @param ceil whether the number of windows is rounded up
 */
record Placement(
    List<Long> kernel, List<Long> strides, List<Long> pads, String automatic, boolean ceil) {
  private static final long LARGEST = 1 << 16;

  /** The same with further padding, by a node before. */
  Placement padded(List<Long> more) {
    return new Placement(
        kernel,
        strides,
        List.of(
            pads.get(0) + more.get(0),
            pads.get(1) + more.get(1),
            pads.get(2) + more.get(2),
            pads.get(3) + more.get(3)),
        automatic,
        ceil);
  }

  /** Whether all numbers are in range, for two edges. */
  boolean plausible() {
    return kernel.size() == 2
        && strides.size() == 2
        && pads.size() == 4
        && kernel.stream().allMatch(value -> value >= 1 && value <= LARGEST)
        && strides.stream().allMatch(value -> value >= 1 && value <= LARGEST)
        && pads.stream().allMatch(value -> value >= 0 && value <= LARGEST);
  }

  /**
   * Whether the windows are exactly those of a pool or convolution of ours on this input. Padding
   * at the end matters only as far as it decides how many there are: that is how ceil is written
   * where there is no word for it.
   */
  boolean sameAs(Window window, Shape input) {
    return plausible()
        && kernel.equals(List.of((long) window.kernel(), (long) window.kernel()))
        && strides.equals(List.of((long) window.stride(), (long) window.stride()))
        && sameAlong(0, window, input.height())
        && sameAlong(1, window, input.width());
  }

  /** Whether one window covers all of the input. */
  boolean coversExactly(Shape input) {
    return plausible()
        && kernel.equals(List.of((long) input.height(), (long) input.width()))
        && (pads.stream().allMatch(value -> value == 0) || automatic.equals("VALID"));
  }

  private boolean sameAlong(int edge, Window window, int length) {
    long size = kernel.get(edge);
    long stride = strides.get(edge);
    long begin = pads.get(edge);
    long end = pads.get(edge + 2);
    if (automatic.equals("VALID")) {
      begin = 0;
      end = 0;
    } else if (automatic.startsWith("SAME")) {
      long count = (length + stride - 1) / stride;
      long total = Math.max(0, (count - 1) * stride + size - length);
      begin = automatic.equals("SAME_LOWER") ? total - total / 2 : total / 2;
      end = total - begin;
    }
    long room = length + begin + end - size;
    long count = (ceil ? -Math.floorDiv(-room, stride) : Math.floorDiv(room, stride)) + 1;
    if (ceil && (count - 1) * stride >= length + begin) {
      count--; // a window in the padding alone is left out
    }
    return begin == window.padding() && count == window.count(length);
  }

  /** A window of ours in the same words. */
  static String words(Window window) {
    return "%dx%d/%d, %s, %s"
        .formatted(
            window.kernel(),
            window.kernel(),
            window.stride(),
            window.roundUp() ? "ceil" : "floor",
            Collections.nCopies(4, window.padding()));
  }

  /** For instance {@code 3x3/2, floor, [0, 0, 1, 1]}. */
  @Override
  public String toString() {
    String sides = kernel.size() == 2 ? kernel.get(0) + "x" + kernel.get(1) : kernel.toString();
    boolean square = strides.size() == 2 && strides.get(0).equals(strides.get(1));
    return "%s/%s, %s, %s"
        .formatted(
            sides,
            square ? strides.get(0) : strides,
            ceil ? "ceil" : "floor",
            automatic.equals("NOTSET") ? pads : automatic);
  }
}
