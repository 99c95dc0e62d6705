package io.github.googlenet4j.explain;

import java.util.ArrayDeque;
import java.util.Deque;

/** The largest connected part of a map above a threshold, as a box in pixels of the original. */
final class Region {
  /** The map is looked at in so many points each way. */
  private static final int POINTS = 224;

  private Region() {}

  /**
   * The box.
   *
   * @param share of the map's range, above its least value, from 0 to below 1
   * @param width of the original
   * @param height of the original
   */
  static Box of(ClassMap map, double share, SeenArea seen, int width, int height) {
    float least = map.least();
    double threshold = least + share * (map.most() - least);
    boolean[] above = new boolean[POINTS * POINTS];
    for (int y = 0; y < POINTS; y++) {
      for (int x = 0; x < POINTS; x++) {
        above[y * POINTS + x] =
            map.at((x + .5) / POINTS, (y + .5) / POINTS) >= threshold; // equal where all are
      }
    }
    int[] best = {0, 0, POINTS - 1, POINTS - 1};
    int most = 0;
    for (int start = 0; start < above.length; start++) {
      if (above[start]) {
        int[] bounds = {POINTS, POINTS, 0, 0};
        int size = take(above, start, bounds);
        if (size > most) {
          most = size;
          best = bounds;
        }
      }
    }
    return scaled(best, seen, width, height);
  }

  /** Removes the points connected with one, by their sides; their number and bounds. */
  private static int take(boolean[] above, int start, int[] bounds) {
    Deque<Integer> open = new ArrayDeque<>();
    open.add(start);
    above[start] = false;
    int size = 0;
    while (!open.isEmpty()) {
      int point = open.remove();
      int x = point % POINTS;
      int y = point / POINTS;
      size++;
      bounds[0] = Math.min(bounds[0], x);
      bounds[1] = Math.min(bounds[1], y);
      bounds[2] = Math.max(bounds[2], x);
      bounds[3] = Math.max(bounds[3], y);
      visit(above, open, x > 0, point - 1);
      visit(above, open, x < POINTS - 1, point + 1);
      visit(above, open, y > 0, point - POINTS);
      visit(above, open, y < POINTS - 1, point + POINTS);
    }
    return size;
  }

  private static void visit(boolean[] above, Deque<Integer> open, boolean inside, int point) {
    if (inside && above[point]) {
      above[point] = false;
      open.add(point);
    }
  }

  private static Box scaled(int[] bounds, SeenArea seen, int width, int height) {
    int x0 = within((int) Math.floor(seen.x() + bounds[0] * seen.width() / POINTS), width - 1);
    int y0 = within((int) Math.floor(seen.y() + bounds[1] * seen.height() / POINTS), height - 1);
    int x1 = within((int) Math.ceil(seen.x() + (bounds[2] + 1) * seen.width() / POINTS), width);
    int y1 = within((int) Math.ceil(seen.y() + (bounds[3] + 1) * seen.height() / POINTS), height);
    return new Box(x0, y0, Math.max(x0 + 1, x1), Math.max(y0 + 1, y1));
  }

  private static int within(int value, int most) {
    return Math.max(0, Math.min(most, value));
  }
}
