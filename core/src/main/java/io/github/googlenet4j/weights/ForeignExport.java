package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a model's tensors for programs in Python, as a safetensors file of float32.
 *
 * <p>With the names of {@link ExportNames#TORCHVISION} the file holds exactly what {@code
 * torchvision.models.googlenet} asks for with {@code load_state_dict(strict=True)}: the auxiliary
 * heads where the model has them, and the counts of batches, which are 0. Its metadata has the
 * variant, the labels ({@code classes}, a JSON array), the preparation of a photograph ({@code
 * preparation.*}, {@code input.*}) and where the weights come from ({@code history.*}), as in a
 * {@linkplain io.github.googlenet4j.file model file}; {@code names}, one of {@link ExportNames};
 * {@code input.type} and {@code input.layout}; and {@code format}, which is {@code pt}, by which
 * PyTorch's libraries know a file of their own.
 */
public final class ForeignExport {
  private static final String NORM = ".bn.scale";

  private ForeignExport() {}

  /**
   * What was written.
   *
   * @param tensors how many, with the counts
   * @param bytes length of the file
   * @param notes what a user should know: one sentence or two each
   */
  public record Written(int tensors, long bytes, List<String> notes) {
    public Written {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Writes a model. The file appears under its name complete or not at all; the same model always
   * gives the same bytes.
   *
   * @param overwrite whether a file of that name may be replaced
   * @throws IllegalArgumentException if the names cannot hold the model's variant
   * @throws io.github.googlenet4j.file.ModelFileException if it cannot be written; a file of that
   *     name is then what it was
   */
  public static Written write(Model model, ExportNames names, Path file, boolean overwrite)
      throws IOException {
    names.require(model.variant());
    AtomicFile.checkTarget(file, overwrite);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    if (names.counted()) {
      for (Parameter parameter : model.graph().parameters()) {
        if (parameter.name().endsWith(NORM)) {
          tensors.put(count(names, parameter), new Tensor(List.of(), new float[1]));
        }
      }
    }
    Set<String> counts = new LinkedHashSet<>(tensors.keySet());
    for (Parameter parameter : model.graph().parameters()) {
      tensors.put(names.of(parameter.name()), model.weights().get(parameter.name()));
    }
    Safetensors.writeWithCounts(tensors, counts, metadata(model, names), file, overwrite);
    return new Written(tensors.size(), Files.size(file), notes(model));
  }

  /** PyTorch's count of batches, beside the scale of a batch normalisation. */
  private static String count(ExportNames names, Parameter scale) {
    String foreign = names.of(scale.name());
    return foreign.substring(0, foreign.lastIndexOf('.')) + ".num_batches_tracked";
  }

  private static Map<String, String> metadata(Model model, ExportNames names) {
    Map<String, String> strings = new LinkedHashMap<>(ModelFile.metadata(model));
    strings.remove("format_version"); // of the model file
    strings.keySet().removeIf(key -> key.startsWith("quantization."));
    strings.put("format", "pt");
    strings.put("names", names.toString());
    strings.put("precision", "fp32");
    strings.put("input.type", "float32");
    strings.put("input.layout", "nchw");
    return strings;
  }

  private static List<String> notes(Model model) {
    List<String> notes = new ArrayList<>();
    if (model.quantization().isPresent()) {
      notes.add(
          "The model's int8 weights were written as float32. A program that computes with them in"
              + " floating point does not round activations, so its answers differ a little.");
    }
    return notes;
  }
}
