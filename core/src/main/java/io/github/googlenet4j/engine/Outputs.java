package io.github.googlenet4j.engine;

import io.github.googlenet4j.graph.Head;
import java.util.EnumMap;
import java.util.Map;

/** The results of one run: for each head an array, picture after picture. */
public final class Outputs {
  private final Map<Head, float[]> heads;

  /** Takes the arrays as they are. */
  public Outputs(Map<Head, float[]> heads) {
    this.heads = new EnumMap<>(heads);
  }

  /** The main head's values: pictures x classes. */
  public float[] main() {
    return of(Head.MAIN);
  }

  /**
   * A head's values: pictures x classes.
   *
   * @throws IllegalArgumentException if the network was compiled without that head
   */
  public float[] of(Head head) {
    float[] values = heads.get(head);
    if (values == null) {
      throw new IllegalArgumentException(
          "head: expected one of %s, found %s.".formatted(heads.keySet(), head));
    }
    return values;
  }
}
