package io.github.googlenet4j.engine;

import io.github.googlenet4j.graph.Head;
import java.util.List;
import java.util.Map;

/** The results of one run: for each of the graph's outputs an array, picture after picture. */
public final class Outputs {
  private final List<String> names;
  private final float[][] values;

  /**
   * Takes the arrays as they are.
   *
   * @param names of {@link io.github.googlenet4j.graph.Graph#outputs the graph's outputs}
   * @param values an array for each name, in the same order
   */
  public Outputs(List<String> names, float[]... values) {
    if (names.size() != values.length) {
      throw new IllegalArgumentException(
          "outputs: expected %d arrays, found %d.".formatted(names.size(), values.length));
    }
    this.names = names; // not copied: programs share one list among all runs
    this.values = values;
  }

  /**
   * Takes the arrays as they are.
   *
   * @param values by the names of the graph's outputs
   */
  public Outputs(Map<String, float[]> values) {
    this(List.copyOf(values.keySet()), values.values().toArray(float[][]::new));
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
    return of(head.toString());
  }

  /**
   * An output's values: pictures x height x width x channels of its node.
   *
   * @throws IllegalArgumentException if the network has no output of that name
   */
  public float[] of(String output) {
    int index = names.indexOf(output);
    if (index < 0) {
      throw new IllegalArgumentException(
          "output: expected one of %s, found %s.".formatted(names, output));
    }
    return values[index];
  }
}
