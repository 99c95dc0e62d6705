package io.github.googlenet4j.graph;

import io.github.googlenet4j.graph.Operation.Dropout;
import java.util.Map;

/** Removes what only training needs: the auxiliary heads and dropout (paper, section 5). */
public final class Inference {
  private Inference() {}

  /** The main head's logits, and nothing else. */
  public static Network apply(Network network) {
    String main = network.graph().head(Head.MAIN).name();
    return apply(network, Map.of(Head.MAIN.toString(), main));
  }

  /** The main head's probabilities, and nothing else. */
  public static Network probabilities(Network network) {
    return apply(network).withProbabilities();
  }

  /** Without dropout; the same outputs. */
  static Network withoutDropout(Network network) {
    return apply(network, network.graph().outputs());
  }

  private static Network apply(Network network, Map<String, String> outputs) {
    Rewrite rewrite = new Rewrite(network.graph());
    for (Node node : network.graph().nodes()) {
      if (node.operation() instanceof Dropout) {
        rewrite.skip(node);
      } else {
        rewrite.keep(node);
      }
    }
    return network.rewritten(rewrite.with(outputs), Map.of());
  }
}
