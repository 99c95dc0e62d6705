package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights as they were given, until they are prepared.
 *
 * <p>The first plan prepares all of them; {@link #release} then lets the garbage collector have the
 * originals, which would otherwise double a program's memory.
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
