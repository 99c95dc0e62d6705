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
  record Lifetime(String name, long bytes, int first, int last) {
    boolean overlaps(Lifetime other) {
      return first <= other.last && other.first <= last;
    }
  }

  /** An activation at its place. */
  record Allocation(Lifetime lifetime, long offset) {
    long end() {
      return offset + lifetime.bytes();
    }
  }

  private ArenaPlanner() {}

  /** A place for each, in no particular order. */
  static List<Allocation> plan(List<Lifetime> lifetimes) {
    List<Lifetime> bySize = new ArrayList<>(lifetimes);
    bySize.sort(Comparator.comparingLong(Lifetime::bytes).reversed());
    List<Allocation> allocations = new ArrayList<>();
    for (Lifetime lifetime : bySize) {
      List<Allocation> alive =
          allocations.stream()
              .filter(allocation -> allocation.lifetime().overlaps(lifetime))
              .sorted(Comparator.comparingLong(Allocation::offset))
              .toList();
      long offset = 0;
      for (Allocation allocation : alive) {
        if (offset + lifetime.bytes() <= allocation.offset()) {
          break;
        }
        offset = Math.max(offset, aligned(allocation.end()));
      }
      allocations.add(new Allocation(lifetime, offset));
    }
    return allocations;
  }

  private static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
