package io.github.googlenet4j.onnx;

import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.FoldBatchNormalization;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a model as an ONNX file, for programs in other languages and other runtimes.
 *
 * <p>The network is written for inference: the main head alone, without dropout, with batch
 * normalisation folded into the convolutions. An int8 model keeps its integers, with pairs of
 * QuantizeLinear and DequantizeLinear around its convolutions. The metadata of the file holds the
 * variant, the labels ({@code classes}, a JSON array), how a photograph is prepared ({@code
 * preparation.*}) and where the weights come from ({@code history.*}), as in a {@linkplain
 * io.github.googlenet4j.file model file}; and {@code input.type}, {@code input.layout} and {@code
 * input.order}. Where there are {@code input.mean} and {@code input.deviation}, the client has to
 * subtract the one and divide by the other.
 */
public final class OnnxFile {
  private OnnxFile() {}

  /**
   * Writes a model with the default options.
   *
   * @param input see {@link #write(Model, OnnxInput, OnnxOptions, Path, boolean)}
   * @param overwrite whether a file of that name may be replaced
   * @return what was written
   * @throws io.github.googlenet4j.file.ModelFileException if it cannot be written; a file of that
   *     name is then unchanged
   */
  public static OnnxModel write(Model model, OnnxInput input, Path file, boolean overwrite)
      throws IOException {
    return write(model, input, OnnxOptions.DEFAULT, file, overwrite);
  }

  /**
   * Writes a model. The file appears under its name complete or not at all; the same model always
   * gives the same bytes.
   *
   * @param input what the file's model reads: for {@link OnnxInput#BYTES} it gives probabilities
   *     ({@code prob}), otherwise logits ({@code loss3/classifier}), batch x classes
   * @param options for which runtimes it is
   * @param overwrite whether a file of that name may be replaced
   * @return what was written
   * @throws io.github.googlenet4j.file.ModelFileException if it cannot be written; a file of that
   *     name is then unchanged
   */
  public static OnnxModel write(
      Model model, OnnxInput input, OnnxOptions options, Path file, boolean overwrite)
      throws IOException {
    AtomicFile.checkTarget(file, overwrite);
    Network folded = FoldBatchNormalization.apply(answering(model, input));
    OnnxModel onnx = OnnxModel.of(folded, input, options, metadata(model, input));
    AtomicFile.write(file, overwrite, onnx::writeTo);
    return onnx;
  }

  /** The network that a file with this input computes. */
  static Network answering(Model model, OnnxInput input) {
    Network network = model.network();
    return input == OnnxInput.BYTES ? Inference.probabilities(network) : Inference.apply(network);
  }

  private static Map<String, String> metadata(Model model, OnnxInput input) {
    Map<String, String> strings = new LinkedHashMap<>(ModelFile.metadata(model));
    strings.remove("format"); // of the model file
    strings.remove("format_version");
    strings.put("heads", "main");
    strings.keySet().removeIf(key -> key.startsWith("quantization."));
    if (input != OnnxInput.NETWORK) {
      strings.remove("input.mean"); // they are in the graph
      strings.remove("input.deviation");
      strings.put("input.order", "rgb");
    }
    strings.put("input.type", input == OnnxInput.BYTES ? "uint8" : "float32");
    strings.put("input.layout", input == OnnxInput.NETWORK ? "nchw" : "nhwc");
    return strings;
  }
}
