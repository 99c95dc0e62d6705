package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights as the model has them, until they are prepared.
 *
 * <p>Compiling the first plan prepares all of them. {@link #release} then makes the originals
 * garbage, which would otherwise double a program's memory.
 */
public final class OriginalWeights {
  private volatile @Nullable Network network;

  public OriginalWeights(Network network) {
    this.network = network;
  }

  Tensor get(String name) {
    Network given = network;
    if (given == null) {
      throw new IllegalStateException(name + ": expected prepared weights, found none.");
    }
    return given.weights().get(name);
  }

  public void release() {
    network = null;
  }
}
