package io.github.googlenet4j.file;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads and writes model files; the description of this package has their layout. */
public final class ModelFile {
  private static final String DAMAGED =
      "The file was damaged or changed by another program: import or train it again.";

  /** Suffix of the tensor that holds the scale of int8 weights for each output channel. */
  private static final String SCALE = ".scale";

  private static final float LARGEST_SCALE = 1e30f;

  private ModelFile() {}

  /**
   * The model in a file.
   *
   * @throws ModelFileException if the file is no model file, or anything in it is missing, too many
   *     or of another shape; every tensor concerned is named
   */
  public static Model read(Path file) throws IOException {
    try (Safetensors safetensors = Safetensors.open(file)) {
      ModelMetadata metadata = ModelMetadata.read(safetensors);
      // Shapes are checked first: a file that does not fit costs no memory.
      Graph graph = graph(metadata);
      Map<String, List<Integer>> expected = new LinkedHashMap<>();
      graph.parameters().forEach(parameter -> expected.put(parameter.name(), parameter.shape()));
      Set<String> floats = new LinkedHashSet<>(expected.keySet());
      Set<String> integers =
          metadata.quantization().map(known -> known.integerWeights(graph)).orElse(Set.of());
      floats.removeAll(integers);
      for (String name : integers) {
        List<Integer> shape = Objects.requireNonNull(expected.get(name), name);
        expected.put(name + SCALE, List.of(shape.get(0)));
        floats.add(name + SCALE);
      }
      safetensors.requireExactly(expected, integers, name -> false, DAMAGED);
      return new Model(
          metadata.variant(),
          metadata.classes(),
          metadata.preparation(),
          metadata.auxiliary(),
          weights(safetensors, graph, safetensors.tensors(floats), integers),
          metadata.history(),
          metadata.quantization());
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(file, e.getMessage() + " " + DAMAGED);
    }
  }

  private static Weights weights(
      Safetensors file, Graph graph, Map<String, Tensor> floats, Set<String> integers)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      String name = parameter.name();
      if (integers.contains(name)) {
        float[] scales = Objects.requireNonNull(floats.get(name + SCALE), name).values();
        byte[] bytes = file.bytes(name).array();
        checkIntegers(name, bytes, scales);
        tensors.put(name, Quantization.weights(parameter.shape(), bytes, scales));
      } else {
        tensors.put(name, floats.get(name));
      }
    }
    return new Weights(tensors);
  }

  /** The scale follows from the largest integer, which is 127; with another it would be wrong. */
  private static void checkIntegers(String name, byte[] integers, float[] scales) {
    int each = integers.length / scales.length;
    for (int o = 0; o < scales.length; o++) {
      int largest = 0;
      for (int i = o * each; i < (o + 1) * each; i++) {
        largest = Math.max(largest, Math.abs(integers[i]));
      }
      if (largest != Quantization.WEIGHT_STEPS && largest != 0) {
        throw new IllegalArgumentException(
            "%s: expected a largest integer of %d in output channel %d, found %d."
                .formatted(name, Quantization.WEIGHT_STEPS, o, largest));
      }
      if (!(scales[o] > 0 && scales[o] < LARGEST_SCALE)) {
        throw new IllegalArgumentException(
            "%s: expected one above 0 for output channel %d, found %s."
                .formatted(name + SCALE, o, scales[o]));
      }
    }
  }

  private static Graph graph(ModelMetadata metadata) {
    int side = metadata.preparation().crop();
    if (side > GoogLeNet.LARGEST_SIDE) {
      throw new IllegalArgumentException(
          "preparation.crop: expected at most %d, found %d."
              .formatted(GoogLeNet.LARGEST_SIDE, side));
    }
    return GoogLeNet.graph(
        metadata.variant(), metadata.classes().size(), side, metadata.auxiliary());
  }

  /**
   * What a file that a model was exported to says of labels and pictures; empty if the file is
   * none.
   *
   * @param metadata of the file; other keys do not matter
   * @throws ModelFileException if the keys are there and make no sense
   */
  public static Optional<ExportedMetadata> exported(Path file, Map<String, String> metadata)
      throws IOException {
    return ModelMetadata.exported(file, metadata);
  }

  /**
   * Everything about a model except its weights, as the strings of its file's metadata; the
   * description of this package has the keys.
   */
  public static Map<String, String> metadata(Model model) {
    return Collections.unmodifiableMap(ModelMetadata.write(model)); // keeps their order
  }

  /**
   * Writes a model. The file appears under its name complete or not at all; the same model always
   * gives the same bytes.
   *
   * @param overwrite whether a file of that name may be replaced
   * @throws ModelFileException if it cannot be written; a file of that name is then what it was
   */
  public static void write(Model model, Path file, boolean overwrite) throws IOException {
    Set<String> integers =
        model.quantization().map(known -> known.integerWeights(model.graph())).orElse(Set.of());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : model.graph().parameters()) {
      String name = parameter.name();
      Tensor tensor = model.weights().get(name);
      if (integers.contains(name)) {
        float[] scales = Quantization.scales(tensor);
        tensors.put(name, whole(Quantization.integers(tensor, scales), tensor));
        tensors.put(name + SCALE, new Tensor(List.of(scales.length), scales));
      } else {
        tensors.put(name, tensor);
      }
    }
    Safetensors.write(tensors, integers, ModelMetadata.write(model), file, overwrite);
  }

  private static Tensor whole(byte[] integers, Tensor like) {
    float[] values = new float[integers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = integers[i];
    }
    return new Tensor(like.shape(), values);
  }
}
