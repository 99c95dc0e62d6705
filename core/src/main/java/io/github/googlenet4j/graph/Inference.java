package io.github.googlenet4j.graph;

import io.github.googlenet4j.graph.Operation.Dropout;
import java.util.Map;

/**
 * Leaves only what answers: the auxiliary heads, which help training, and dropout, which does
 * nothing once training is over, go (paper, section 5).
 */
public final class Inference {
  private Inference() {}

  /** The same main head's result. */
  public static Network apply(Network network) {
    return apply(network, Map.of(Head.MAIN, network.graph().head(Head.MAIN).name()));
  }

  /** Without dropout; the same results of all heads. */
  static Network withoutDropout(Network network) {
    return apply(network, network.graph().heads());
  }

  private static Network apply(Network network, Map<Head, String> heads) {
    Rewrite rewrite = new Rewrite(network.graph());
    for (Node node : network.graph().nodes()) {
      if (node.operation() instanceof Dropout) {
        rewrite.skip(node);
      } else {
        rewrite.keep(node);
      }
    }
    return network.rewritten(rewrite.with(heads), Map.of());
  }
}
