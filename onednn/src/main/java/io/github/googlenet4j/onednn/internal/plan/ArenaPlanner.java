package io.github.googlenet4j.onednn.internal.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Assigns activations to offsets in one block of memory. Activations whose lifetimes do not overlap
 * may share memory.
 *
 * <p>The largest activation is assigned first. Each gets the lowest offset at which no activation
 * that is alive at the same time has memory ("greedy by size", Pisarchyk and Lee, arXiv 2001.03288,
 * section 5.2).
 */
final class ArenaPlanner {
  private static final long ALIGNMENT = 64;

  /** An activation: its size, and the first and the last step that read or write it. */
  record Lifetime(String name, long bytes, int first, int last) {
    boolean overlaps(Lifetime other) {
      return first <= other.last && other.first <= last;
    }
  }

  /** The memory of an activation. */
  record Allocation(Lifetime lifetime, long offset) {
    long end() {
      return offset + lifetime.bytes();
    }
  }

  private ArenaPlanner() {}

  /** One allocation for each lifetime, in no particular order. */
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
