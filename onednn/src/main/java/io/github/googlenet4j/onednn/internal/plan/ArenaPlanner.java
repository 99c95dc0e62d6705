package io.github.googlenet4j.onednn.internal.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where in one block of memory each activation lies, so that those whose lifetimes do not meet
 * share their place.
 *
 * <p>The largest go first, each to the lowest place that no activation alive at the same time takes
 * ("greedy by size", Pisarchyk and Lee, arXiv 2001.03288, section 5.2).
 */
final class ArenaPlanner {
  private static final long ALIGNMENT = 64;

  /** An activation: its size, and the first and last step that touch it. */
  record Life(String name, long bytes, int first, int last) {
    boolean meets(Life other) {
      return first <= other.last && other.first <= last;
    }
  }

  /** An activation at its place. */
  record Place(Life life, long offset) {
    long end() {
      return offset + life.bytes();
    }
  }

  private ArenaPlanner() {}

  /** A place for each, in no particular order. */
  static List<Place> plan(List<Life> lives) {
    List<Life> bySize = new ArrayList<>(lives);
    bySize.sort(Comparator.comparingLong(Life::bytes).reversed());
    List<Place> places = new ArrayList<>();
    for (Life life : bySize) {
      List<Place> alive =
          places.stream()
              .filter(place -> place.life().meets(life))
              .sorted(Comparator.comparingLong(Place::offset))
              .toList();
      long offset = 0;
      for (Place place : alive) {
        if (offset + life.bytes() <= place.offset()) {
          break;
        }
        offset = Math.max(offset, aligned(place.end()));
      }
      places.add(new Place(life, offset));
    }
    return places;
  }

  private static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
