package io.github.googlenet4j.onednn.internal.plan;

import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.onednn.internal.primitive.IndexRange;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive nodes that are computed for a few pictures of a batch at a time, so that the
 * activations between them stay in the caches. Where threads share a picture, the nodes between two
 * barriers ({@code BarrierStages}).
 *
 * @param nodes in execution order
 * @param pictures computed at a time
 */
public record Section(List<LoweredNode> nodes, int pictures) {
  /**
   * Limit of the largest activation, over the pictures that are computed at a time: two of
   * 28x28x480, sixteen of 7x7x1024. With twice the limit a batch was slower, with half of it no
   * faster (docs/decisions.md).
   */
  private static final long LARGEST_ACTIVATION = 3_300_000;

  public Section {
    nodes = List.copyOf(nodes);
  }

  /**
   * Cuts the network after each strided max pool. Activations are smaller behind it, and more
   * pictures fit into the limit.
   */
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
    return new Section(
        nodes,
        IndexRange.evenPartSize(
            batch, (int) Math.max(1, Math.min(batch, LARGEST_ACTIVATION / largest))));
  }
}
