package io.github.googlenet4j.onednn.internal.plan;

import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Jobs that are done for a few pictures of a batch after the other, so that what they write for
 * each other stays in the caches; or, of a picture that threads share, between two barriers ({@link
 * Stages}).
 *
 * @param nodes in order
 * @param pictures how many at a time
 */
public record Section(List<LoweredNode> nodes, int pictures) {
  /**
   * Of the largest activation of a few pictures: two of 28x28x480, sixteen of 7x7x1024. With twice
   * as much a batch was slower, with half as much no faster (docs/decisions.md).
   */
  private static final long BYTES = 3_300_000;

  public Section {
    nodes = List.copyOf(nodes);
  }

  /** All jobs, cut after each pool that makes maps smaller: from there on more pictures fit. */
  static List<Section> of(List<LoweredNode> nodes, int batch) {
    List<Section> sections = new ArrayList<>();
    List<LoweredNode> some = new ArrayList<>();
    for (LoweredNode lowered : nodes) {
      some.add(lowered);
      if (lowered.origin() != null
          && lowered.origin().operation() instanceof MaxPool pool
          && pool.window().stride() > 1) {
        sections.add(section(some, batch));
        some = new ArrayList<>();
      }
    }
    if (!some.isEmpty()) {
      sections.add(section(some, batch));
    }
    return sections;
  }

  private static Section section(List<LoweredNode> nodes, int batch) {
    long largest = nodes.stream().mapToLong(LoweredNode::bytes).max().orElse(1);
    return new Section(nodes, evenly(batch, (int) Math.max(1, Math.min(batch, BYTES / largest))));
  }

  /** How many at a time in as few turns as that takes; the last turn may have fewer. */
  public static int evenly(int batch, int most) {
    int times = (batch + most - 1) / most;
    return (batch + times - 1) / times;
  }
}
