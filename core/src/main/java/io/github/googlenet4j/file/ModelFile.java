package io.github.googlenet4j.file;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes the file that a model lives in; this package's description has its layout. */
public final class ModelFile {
  private static final String DAMAGED =
      "The file was damaged or changed by another program: import or train it again.";

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
      // The shapes come first: a file that does not fit costs no memory.
      Map<String, List<Integer>> expected = new LinkedHashMap<>();
      graph(metadata)
          .parameters()
          .forEach(parameter -> expected.put(parameter.name(), parameter.shape()));
      safetensors.requireExactly(expected, name -> false, DAMAGED);
      return new Model(
          metadata.variant(),
          metadata.classes(),
          metadata.preparation(),
          metadata.auxiliary(),
          new Weights(safetensors.tensors(expected.keySet())),
          metadata.history());
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(file, e.getMessage() + " " + DAMAGED);
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
   * All of a model but its weights, as the strings that its file holds; this package's description
   * has the keys.
   */
  public static Map<String, String> metadata(Model model) {
    return Collections.unmodifiableMap(ModelMetadata.write(model)); // in their order
  }

  /**
   * Writes a model. The file appears under its name complete or not at all; the same model always
   * gives the same bytes.
   *
   * @param overwrite whether a file of that name may be replaced
   * @throws ModelFileException if it cannot be written; a file of that name is then what it was
   */
  public static void write(Model model, Path file, boolean overwrite) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model
        .graph()
        .parameters()
        .forEach(parameter -> tensors.put(parameter.name(), model.weights().get(parameter.name())));
    Safetensors.write(tensors, ModelMetadata.write(model), file, overwrite);
  }
}
