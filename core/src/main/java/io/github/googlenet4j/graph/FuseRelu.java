package io.github.googlenet4j.graph;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.Relu;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fuses ReLU into the convolution or linear layer before it, unless another node reads that layer's
 * result.
 */
public final class FuseRelu {
  private FuseRelu() {}

  /** The same results, bit for bit. */
  public static Network apply(Network network) {
    Graph graph = network.graph();
    Rewrite rewrite = new Rewrite(graph);
    for (Node node : graph.nodes()) {
      Operation fused = fused(rewrite, graph, node);
      if (fused == null) {
        rewrite.keep(node);
      } else {
        rewrite.change(node.input(), fused);
        rewrite.skip(node);
      }
    }
    return network.rewritten(rewrite.done(), Map.of());
  }

  /** The operation before a ReLU with the ReLU inside; null where it cannot be fused. */
  private static @Nullable Operation fused(Rewrite rewrite, Graph graph, Node node) {
    if (!(node.operation() instanceof Relu) || !graph.readOnce(node.input())) {
      return null;
    }
    Operation before = rewrite.current(node.input()).operation();
    if (before instanceof Convolution convolution) {
      return convolution.withRelu();
    }
    return before instanceof Linear linear
        ? new Linear(linear.parameters(), linear.outputs(), true)
        : null;
  }
}
