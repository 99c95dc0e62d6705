package io.github.googlenet4j.graph;

import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Concatenation;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.graph.Operation.Normalization;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a network is computed in int8: the ranges of its activations, and the convolutions that stay
 * in floating point.
 *
 * <p>An activation is unsigned: {@code round(value / scale)}, at most 255, with {@code scale =
 * range / 127}. So the few values beyond the range are kept up to twice the range. (Pictures are
 * bytes; the engine chooses their scale.) A weight is signed and symmetric: {@code round(value /
 * scale)} with {@code scale = largest magnitude / 127} of its output channel. The weights of a
 * quantised network are multiples of their scales. So the rule gives the same integers again, also
 * after batch normalisation has been folded into the weights.
 *
 * @param ranges the value that 127 stands for, by {@link #rangeOwner}, above 0
 * @param floating convolutions that stay in floating point
 */
public record Quantization(Map<String, Float> ranges, Set<String> floating) {
  /** Largest integer of an activation. */
  public static final int ACTIVATION_STEPS = 255;

  /**
   * The integer that the end of a range becomes, on every CPU. Without VNNI, the products of two
   * neighbours are added in 16 bits, which stop at 32767: two of 127 * 127 fit, two of 255 * 127 do
   * not, and saturated sums changed a third of all answers. With VNNI 255 would fit, but would clip
   * values beyond a range that was chosen on a CPU without VNNI, which keeps them.
   */
  public static final int RANGE_STEPS = 127;

  /** Largest integer of a weight. */
  public static final int WEIGHT_STEPS = 127;

  private static final float SMALLEST = 1e-30f;
  private static final float LARGEST = 1e30f;

  /**
   * @throws IllegalArgumentException if a range is not from 1e-30 to 1e30
   */
  public Quantization {
    ranges = Collections.unmodifiableMap(new TreeMap<>(ranges));
    floating = Collections.unmodifiableSet(new TreeSet<>(floating));
    ranges.forEach(
        (name, range) -> {
          if (!(range >= SMALLEST && range <= LARGEST)) {
            throw new IllegalArgumentException(
                "range of %s: expected one above 0, found %s.".formatted(name, range));
          }
        });
  }

  /** With these convolutions in floating point. */
  public Quantization withFloating(Set<String> names) {
    return new Quantization(ranges, names);
  }

  /**
   * The value that 127 stands for in an activation.
   *
   * @throws IllegalArgumentException if it is not known; that of the pictures never is
   */
  public float range(Graph simplified, String activation) {
    String owner = rangeOwner(simplified, activation);
    Float range = ranges.get(owner);
    if (range == null) {
      throw new IllegalArgumentException(
          "range of %s: expected one above 0, found none.".formatted(owner));
    }
    return range;
  }

  /** Whether a node is a convolution that is computed in integers. */
  public boolean covers(Graph simplified, Node node) {
    if (!(node.operation() instanceof Convolution) || floating.contains(node.name())) {
      return false;
    }
    String owner = rangeOwner(simplified, node.input());
    return owner.equals(Graph.PICTURES) || ranges.containsKey(owner);
  }

  /**
   * The weights that are integers in the network's file.
   *
   * <p>Those of the first convolution are not among them: they are rounded after the input's
   * deviations are folded into them.
   *
   * @param graph as it was built, not simplified
   */
  public Set<String> integerWeights(Graph graph) {
    Set<String> names = new LinkedHashSet<>();
    for (Node node : roundedNodes(graph)) {
      names.add(((Convolution) node.operation()).parameters() + ".weight");
    }
    return names;
  }

  private List<Node> roundedNodes(Graph graph) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      boolean first =
          node.input().equals(Graph.PICTURES)
              || graph.node(node.input()).operation() instanceof Normalization;
      if (node.operation() instanceof Convolution && !first && mayBeInteger(node)) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  /**
   * The weights with those of integer convolutions rounded.
   *
   * @param graph as it was built, not simplified
   * @param means of convolutions' inputs, one a channel, by convolution, as far as they are known.
   *     With them, the mean error that rounding adds to a convolution's results is subtracted from
   *     its bias, or from the mean of the batch normalisation after it.
   */
  public Weights rounded(Graph graph, Weights weights, Map<String, float[]> means) {
    Map<String, Tensor> changes = new LinkedHashMap<>();
    for (Node node : roundedNodes(graph)) {
      Convolution convolution = (Convolution) node.operation();
      String name = convolution.parameters() + ".weight";
      Tensor rounded = rounded(weights.get(name));
      changes.put(name, rounded);
      float[] mean = means.get(node.name());
      if (mean != null) {
        double[] added = added(weights.get(name), rounded, mean);
        boolean bias = convolution.bias();
        String shifted =
            bias ? convolution.parameters() + ".bias" : normalization(graph, node) + ".mean";
        float[] values = weights.values(shifted).clone();
        for (int o = 0; o < values.length; o++) {
          values[o] += (float) (bias ? -added[o] : added[o]);
        }
        changes.put(shifted, new Tensor(weights.get(shifted).shape(), values));
      }
    }
    return weights.with(changes);
  }

  private static String normalization(Graph graph, Node convolution) {
    for (Node reader : graph.readers(convolution.name())) {
      if (reader.operation() instanceof BatchNormalization normalization) {
        return normalization.parameters();
      }
    }
    throw new IllegalArgumentException(
        convolution.name() + ": expected a bias or a batch normalisation after it, found neither.");
  }

  /**
   * The error that rounded weights add to each output, for an input that is equal to its means
   * everywhere.
   */
  private static double[] added(Tensor weights, Tensor rounded, float[] means) {
    double[] added = new double[weights.shape().get(0)];
    int each = weights.values().length / added.length;
    int area = each / means.length;
    for (int o = 0; o < added.length; o++) {
      for (int i = 0; i < each; i++) {
        int place = o * each + i;
        added[o] += (rounded.values()[place] - weights.values()[place]) * means[i / area];
      }
    }
    return added;
  }

  /**
   * The differences between this and what a simplified graph needs, one line each: missing ranges,
   * unknown names. Empty if there are none.
   */
  public List<String> mismatches(Graph simplified) {
    List<String> mismatches = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    simplified.nodes().forEach(node -> names.add(node.name()));
    for (String name : floating) {
      if (!names.contains(name)) {
        mismatches.add(
            "floating %s: expected a convolution, found none of that name".formatted(name));
      }
    }
    for (String name : ranges.keySet()) {
      if (!names.contains(name)) {
        mismatches.add("range of %s: expected no such node, found a range".formatted(name));
      }
    }
    for (Node node : simplified.nodes()) {
      if (node.operation() instanceof Convolution
          && mayBeInteger(node)
          && !covers(simplified, node)) {
        mismatches.add(
            "range of %s: expected one above 0, found none"
                .formatted(rangeOwner(simplified, node.input())));
      }
    }
    return mismatches;
  }

  /**
   * Whether a node may be computed in integers: it belongs to no head and does not stay in floating
   * point.
   */
  private boolean mayBeInteger(Node node) {
    return !Head.anyOwns(node.name()) && !floating.contains(node.name());
  }

  /**
   * The node whose range an activation shares, in a {@linkplain Simplify simplified} graph: a max
   * pool has the range of its input, and the branches of an inception module have the range of
   * their concatenation, which then only moves bytes.
   */
  public static String rangeOwner(Graph simplified, String activation) {
    if (activation.equals(Graph.PICTURES)) {
      return activation;
    }
    Node node = simplified.node(activation);
    if (node.operation() instanceof MaxPool) {
      return rangeOwner(simplified, node.input());
    }
    List<Node> readers = simplified.readers(activation);
    boolean branch = readers.size() == 1 && readers.get(0).operation() instanceof Concatenation;
    return branch ? readers.get(0).name() : activation;
  }

  /** A convolution's weights, each rounded to a multiple of its channel's scale. */
  public static Tensor rounded(Tensor weights) {
    float[] scales = scales(weights);
    return weights(weights.shape(), integers(weights, scales), scales);
  }

  /** The scale of each output channel of a convolution's weights. */
  public static float[] scales(Tensor weights) {
    float[] values = weights.values();
    int outputs = weights.shape().get(0);
    int each = values.length / outputs;
    float[] scales = new float[outputs];
    for (int o = 0; o < outputs; o++) {
      float largest = 0;
      for (int i = 0; i < each; i++) {
        largest = Math.max(largest, Math.abs(values[o * each + i]));
      }
      scales[o] = largest == 0 ? 1 : largest / WEIGHT_STEPS;
    }
    return scales;
  }

  /** The integers of a convolution's weights, -127 to 127, for these scales. */
  public static byte[] integers(Tensor weights, float[] scales) {
    float[] values = weights.values();
    int each = values.length / scales.length;
    byte[] integers = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      integers[i] = (byte) Math.rint(values[i] / scales[i / each]);
    }
    return integers;
  }

  /** The weights that integers and scales represent. */
  public static Tensor weights(List<Integer> shape, byte[] integers, float[] scales) {
    float[] values = new float[integers.length];
    int each = values.length / scales.length;
    for (int i = 0; i < values.length; i++) {
      values[i] = integers[i] * scales[i / each];
    }
    return new Tensor(shape, values);
  }
}
