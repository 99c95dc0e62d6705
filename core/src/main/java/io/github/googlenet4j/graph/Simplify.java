package io.github.googlenet4j.graph;

/**
 * All passes that make a network cheaper to run: no dropout; batch normalisation, the input's
 * arithmetic and ReLU inside the convolutions.
 */
public final class Simplify {
  private Simplify() {}

  /** The same outputs, within float32's rounding. */
  public static Network apply(Network network) {
    Network folded = FoldBatchNormalization.apply(Inference.withoutDropout(network));
    return FuseRelu.apply(FoldInput.apply(folded));
  }
}
