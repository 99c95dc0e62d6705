package io.github.googlenet4j.weights;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.file.TensorFile.Description;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares a model with results that another program computed with the same weights.
 *
 * @param file with the results
 * @param inputs how many were compared
 * @param largestDifferences of two logits, for each head that the file has
 * @param largestValues the largest magnitude among the file's logits, for each of these heads
 */
public record GoldenComparison(
    Path file, int inputs, Map<Head, Double> largestDifferences, Map<Head, Double> largestValues) {
  private static final String INPUT = "input";
  private static final Map<Head, String> NAMES =
      Map.of(Head.MAIN, "logits", Head.AUX1, "aux1", Head.AUX2, "aux2");
  private static final int MOST_INPUTS = 64;
  private static final int CHANNELS = 3;
  private static final double LEAST_TOLERANCE = 1e-3;
  private static final double RELATIVE_TOLERANCE = 1e-3;

  /** The network reads what the file holds, which is normalised. */
  private static final Normalization AS_IT_IS =
      new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f), false);

  /** Unmodifiable. */
  public GoldenComparison {
    largestDifferences = Collections.unmodifiableMap(largestDifferences);
    largestValues = Collections.unmodifiableMap(largestValues);
  }

  /**
   * Runs the inputs of a file and compares the logits, in float32.
   *
   * @param golden an .npz or safetensors file with {@code input} [n, 3, side, side], normalised and
   *     in the network's order of channels, and {@code logits} [n, classes]; {@code aux1} and
   *     {@code aux2} are compared if it has them. Logits of one class more have TensorFlow's
   *     background first.
   * @throws ModelFileException if the file cannot be read, or its tensors do not fit the model
   */
  public static GoldenComparison of(Path golden, Model model, Engine engine) throws IOException {
    try (TensorFile file = GoldenFiles.open(golden)) {
      int[] shape = inputShape(file);
      Map<Head, Integer> columns = columns(file, model, shape[0]);
      List<String> names = new ArrayList<>(List.of(INPUT));
      columns.keySet().forEach(head -> names.add(Objects.requireNonNull(NAMES.get(head))));
      Map<String, Tensor> tensors = file.tensors(names);
      Tensor input = Objects.requireNonNull(tensors.get(INPUT));
      Map<Head, Double> differences = new EnumMap<>(Head.class);
      Map<Head, Double> values = new EnumMap<>(Head.class);
      EngineOptions options =
          EngineOptions.DEFAULT.withLargestBatch(1).withPrecision(Precision.FP32);
      try (Program program = engine.compile(network(model, shape[1]), options)) {
        for (int i = 0; i < shape[0]; i++) {
          var outputs = program.run(picture(input, i, shape[1]), 1);
          for (Map.Entry<Head, Integer> head : columns.entrySet()) {
            Tensor expected = Objects.requireNonNull(tensors.get(NAMES.get(head.getKey())));
            int from = i * head.getValue();
            float[] row = Arrays.copyOfRange(expected.values(), from, from + head.getValue());
            float[] found = outputs.of(head.getKey());
            differences.merge(head.getKey(), difference(row, found), GoldenComparison::larger);
            values.merge(head.getKey(), largest(row), GoldenComparison::larger);
          }
        }
      }
      return new GoldenComparison(golden, shape[0], differences, values);
    }
  }

  /** Number and side of the inputs. */
  private static int[] inputShape(TensorFile file) throws ModelFileException {
    Description input = file.descriptions().get(INPUT);
    List<Integer> shape = input == null ? List.of() : input.shape();
    boolean fits =
        shape.size() == 4
            && shape.get(0) >= 1
            && shape.get(0) <= MOST_INPUTS
            && shape.get(1) == CHANNELS
            && shape.get(2).equals(shape.get(3))
            && shape.get(2) >= GoogLeNet.SMALLEST_SIDE
            && shape.get(2) <= GoogLeNet.LARGEST_SIDE;
    if (!fits) {
      throw new ModelFileException(
          file.file(),
          "tensor %s: expected shape [1 to %d, 3, side, side], found %s. Give the network's input."
              .formatted(INPUT, MOST_INPUTS, input == null ? "no such tensor" : shape));
    }
    return new int[] {shape.get(0), shape.get(2)};
  }

  /** The heads that the file has, and how many logits each has. */
  private static Map<Head, Integer> columns(TensorFile file, Model model, int inputs)
      throws ModelFileException {
    int classes = model.classes().size();
    Map<Head, Integer> columns = new LinkedHashMap<>();
    for (Head head : Head.values()) {
      String name = Objects.requireNonNull(NAMES.get(head));
      Description found = file.descriptions().get(name);
      if (found == null && head != Head.MAIN) {
        continue;
      }
      List<Integer> shape = found == null ? List.of() : found.shape();
      if (shape.equals(List.of(inputs, classes)) || shape.equals(List.of(inputs, classes + 1))) {
        columns.put(head, shape.get(1));
      } else {
        throw new ModelFileException(
            file.file(),
            "tensor %s: expected shape %s, found %s. Give what these weights computed."
                .formatted(
                    name, List.of(inputs, classes), found == null ? "no such tensor" : shape));
      }
      if (head != Head.MAIN && !model.auxiliary()) {
        throw new ModelFileException(
            file.file(),
            "tensor %s: expected no such tensor, as the model has no auxiliary heads, found it."
                    .formatted(name)
                + " Remove it.");
      }
    }
    return columns;
  }

  private static Network network(Model model, int side) {
    Variant variant = model.variant().withNormalization(AS_IT_IS);
    return new Network(
        GoogLeNet.graph(variant, model.classes().size(), side, model.auxiliary()), model.weights());
  }

  /** From planes to pixels. */
  private static FloatBuffer picture(Tensor input, int index, int side) {
    int area = side * side;
    FloatBuffer picture =
        ByteBuffer.allocateDirect(CHANNELS * area * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int i = 0; i < area; i++) {
        picture.put(
            i * CHANNELS + channel, input.values()[(index * CHANNELS + channel) * area + i]);
      }
    }
    return picture;
  }

  private static double difference(float[] expected, float[] found) {
    int skipped = expected.length - found.length; // the output for background
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = larger(largest, Math.abs((double) expected[i + skipped] - found[i]));
    }
    return largest;
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = larger(largest, Math.abs((double) value));
    }
    return largest;
  }

  /** NaN stays. */
  private static double larger(double a, double b) {
    return Math.max(a, b);
  }

  /**
   * Checks that no logit differs by more than 1e-3, or 1e-3 of the largest one.
   *
   * @throws ModelFileException if one does; the message names the head
   */
  public void requireAgreement() throws ModelFileException {
    for (Map.Entry<Head, Double> head : largestDifferences.entrySet()) {
      double largest = Objects.requireNonNull(largestValues.get(head.getKey()));
      double tolerance = Math.max(LEAST_TOLERANCE, RELATIVE_TOLERANCE * largest);
      if (!(head.getValue() <= tolerance)) {
        throw new ModelFileException(
            file,
            ("%s: expected logits within %.1e of the file's, found a difference of %.1e."
                    + " Nothing was imported; check variant and input.")
                .formatted(head.getKey(), tolerance, head.getValue()));
      }
    }
  }
}
