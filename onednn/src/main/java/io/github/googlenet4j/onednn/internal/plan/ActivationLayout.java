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
 * Where each activation of a plan lies.
 *
 * <p>What only its own section reads is kept for the few pictures that are computed at a time; what
 * others read, and the results, for the whole batch.
 */
final class ActivationLayout {
  private final Map<String, Long> offsets = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();
  private final Set<String> whole =
      new HashSet<>(); // kept for all pictures, all their section long
  private final long bytes;

  /** Of a batch, section after section. */
  static ActivationLayout of(LoweredNetwork blueprint, List<Section> sections, int batch) {
    return new ActivationLayout(blueprint, sections, batch, Set.of());
  }

  /**
   * Of a picture that several threads share, stage after stage: as none knows how far the others
   * are, no two activations of a stage may share a place.
   */
  static ActivationLayout shared(LoweredNetwork blueprint, List<Section> stages) {
    return new ActivationLayout(
        blueprint,
        stages,
        1,
        blueprint.jobs().stream().map(LoweredNode::name).collect(Collectors.toSet()));
  }

  /**
   * @param kept activations that have a place from the begin of their section to the end of the
   *     last that reads them
   */
  private ActivationLayout(
      LoweredNetwork blueprint, List<Section> sections, int batch, Set<String> kept) {
    whole.addAll(kept);
    Collection<String> results = blueprint.graph().heads().values();
    int picture = blueprint.frame().size();
    offsets.put(Graph.PICTURES, 0L);
    sizes.put(Graph.PICTURES, (long) Float.BYTES * picture);
    whole.add(Graph.PICTURES);
    Map<String, Integer> writers = new HashMap<>(); // the section of each
    for (int s = 0; s < sections.size(); s++) {
      for (LoweredNode job : sections.get(s).jobs()) {
        writers.put(job.name(), s);
        sizes.put(job.name(), job.bytes());
        for (String input : job.inputs()) {
          if (writers.getOrDefault(input, s) != s) {
            whole.add(input);
          }
        }
      }
    }
    whole.addAll(results);
    List<ArenaPlanner.Life> lives = lives(sections, batch, results);
    long end = 0;
    for (ArenaPlanner.Place place : ArenaPlanner.plan(lives)) {
      offsets.put(place.life().name(), place.offset());
      end = Math.max(end, place.end());
    }
    bytes = end;
  }

  /** A section is repeated: what it shares with others lives from its begin or to its end. */
  private List<ArenaPlanner.Life> lives(
      List<Section> sections, int batch, Collection<String> results) {
    Map<String, Integer> last = new HashMap<>();
    int step = 0;
    for (Section section : sections) {
      int end = step + section.jobs().size() - 1;
      for (LoweredNode job : section.jobs()) {
        for (String input : job.inputs()) {
          last.put(input, whole.contains(input) ? end : step);
        }
        step++;
      }
    }
    int done = step;
    results.forEach(name -> last.put(name, done));
    List<ArenaPlanner.Life> lives = new ArrayList<>();
    step = 0;
    for (Section section : sections) {
      int begin = step;
      for (LoweredNode job : section.jobs()) {
        boolean all = whole.contains(job.name());
        long size = job.bytes() * (all ? batch : section.pictures());
        int first = all ? begin : step;
        lives.add(
            new ArenaPlanner.Life(job.name(), size, first, last.getOrDefault(job.name(), step)));
        step++;
      }
    }
    return lives;
  }

  /** Bytes from the begin of all, or of the pictures. */
  long offset(String activation) {
    return Objects.requireNonNull(offsets.get(activation), activation);
  }

  /** Bytes from one picture's to the next one's, or 0 if all have the same place. */
  long apart(String activation) {
    return whole.contains(activation)
        ? Objects.requireNonNull(sizes.get(activation), activation)
        : 0;
  }

  /** Bytes of all. */
  long bytes() {
    return bytes;
  }
}
