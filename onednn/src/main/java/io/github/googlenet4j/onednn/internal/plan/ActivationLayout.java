package io.github.googlenet4j.onednn.internal.plan;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNetwork;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The offset of each activation in a plan's memory.
 *
 * <p>An activation that only its own section reads has memory for the few pictures that are
 * computed at a time. An activation that other sections read, or that is an output, has memory for
 * the whole batch.
 */
final class ActivationLayout {
  private final Map<String, Long> offsets = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();

  /** Activations with memory for the whole batch, which is theirs as long as their section runs. */
  private final Set<String> whole = new HashSet<>();

  private final long bytes;

  /** The layout for a batch that one thread computes, section by section. */
  static ActivationLayout of(LoweredNetwork network, List<Section> sections, int batch) {
    return new ActivationLayout(network, sections, batch, Set.of());
  }

  /**
   * The layout for a picture that several threads compute together, stage by stage. No two
   * activations of a stage share memory, since no thread knows how far the others are.
   */
  static ActivationLayout shared(LoweredNetwork network, List<Section> stages) {
    return new ActivationLayout(
        network,
        stages,
        1,
        network.nodes().stream().map(LoweredNode::name).collect(Collectors.toSet()));
  }

  /**
   * @param kept activations whose memory is theirs from the begin of their section to the end of
   *     the last section that reads them
   */
  private ActivationLayout(
      LoweredNetwork network, List<Section> sections, int batch, Set<String> kept) {
    whole.addAll(kept);
    Collection<String> results = network.graph().outputs().values();
    int picture = network.border().paddedSize();
    offsets.put(Graph.PICTURES, 0L);
    sizes.put(Graph.PICTURES, (long) Float.BYTES * picture);
    whole.add(Graph.PICTURES);
    Map<String, Integer> writers = new HashMap<>(); // number of the section that writes each
    for (int s = 0; s < sections.size(); s++) {
      for (LoweredNode lowered : sections.get(s).nodes()) {
        writers.put(lowered.name(), s);
        sizes.put(lowered.name(), lowered.bytes());
        for (String input : lowered.inputs()) {
          if (writers.getOrDefault(input, s) != s) {
            whole.add(input);
          }
        }
      }
    }
    whole.addAll(results);
    List<ArenaPlanner.Lifetime> lifetimes = lifetimes(sections, batch, results);
    long end = 0;
    for (ArenaPlanner.Allocation allocation : ArenaPlanner.plan(lifetimes)) {
      offsets.put(allocation.lifetime().name(), allocation.offset());
      end = Math.max(end, allocation.end());
    }
    bytes = end;
  }

  /**
   * Since a section is repeated, an activation that it shares with other sections lives from the
   * section's begin, or to its end.
   */
  private List<ArenaPlanner.Lifetime> lifetimes(
      List<Section> sections, int batch, Collection<String> results) {
    Map<String, Integer> last = new HashMap<>();
    int step = 0;
    for (Section section : sections) {
      int end = step + section.nodes().size() - 1;
      for (LoweredNode lowered : section.nodes()) {
        for (String input : lowered.inputs()) {
          last.put(input, whole.contains(input) ? end : step);
        }
        step++;
      }
    }
    int done = step;
    results.forEach(name -> last.put(name, done));
    List<ArenaPlanner.Lifetime> lifetimes = new ArrayList<>();
    step = 0;
    for (Section section : sections) {
      int begin = step;
      for (LoweredNode lowered : section.nodes()) {
        boolean all = whole.contains(lowered.name());
        long size = lowered.bytes() * (all ? batch : section.pictures());
        int first = all ? begin : step;
        lifetimes.add(
            new ArenaPlanner.Lifetime(
                lowered.name(), size, first, last.getOrDefault(lowered.name(), step)));
        step++;
      }
    }
    return lifetimes;
  }

  /** Bytes from the begin of the activations' memory; of the pictures, from the begin of theirs. */
  long offset(String activation) {
    return Objects.requireNonNull(offsets.get(activation), activation);
  }

  /** Bytes from one picture to the next; 0 where all pictures use the same memory in turn. */
  long stride(String activation) {
    return whole.contains(activation)
        ? Objects.requireNonNull(sizes.get(activation), activation)
        : 0;
  }

  /** Size of the activations' memory. */
  long bytes() {
    return bytes;
  }
}
