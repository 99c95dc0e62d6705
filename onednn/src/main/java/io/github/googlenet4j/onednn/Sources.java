package io.github.googlenet4j.onednn;

import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights as they were given, until they are prepared.
 *
 * <p>The first plan prepares all of them; {@link #release} then lets the garbage collector have the
 * originals, which would otherwise double a program's memory.
 */
final class Sources {
  private volatile @Nullable Network network;

  Sources(Network network) {
    this.network = network;
  }

  Tensor get(String name) {
    Network given = network;
    if (given == null) {
      throw new IllegalStateException(name + ": expected prepared weights, found none.");
    }
    return given.weights().get(name);
  }

  void release() {
    network = null;
  }
}
