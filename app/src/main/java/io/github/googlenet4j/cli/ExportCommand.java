package io.github.googlenet4j.cli;

import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.onnx.OnnxComparison;
import io.github.googlenet4j.onnx.OnnxFile;
import io.github.googlenet4j.onnx.OnnxInput;
import io.github.googlenet4j.onnx.OnnxModel;
import io.github.googlenet4j.onnx.OnnxOptions;
import io.github.googlenet4j.weights.ExportNames;
import io.github.googlenet4j.weights.ForeignExport;
import io.github.googlenet4j.weights.PythonScript;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code googlenet export}: writes a model for other programs, as ONNX or as named tensors. */
@Command(
    name = "export",
    description = "Writes a model as an ONNX file, and checks it, or as weights for Python.",
    footer = {
      "",
      "The ONNX file's input is float32 [batch, 3, height, width]; the client",
      "subtracts the mean, divides by the deviation and orders the channels as the",
      "metadata says. The output is logits. With --raw the input is uint8 [batch,",
      "height, width, 3], RGB, and the output is probabilities. The metadata also",
      "holds the labels and how photographs are resized.",
      "",
      "Afterwards ONNX Runtime runs the file, and the results are compared with the",
      "model's. A picture that cannot be read is reported; the exit status is 1 if",
      "there was one, or if the results differ.",
      "",
      "With --format safetensors the file holds the weights, and the same metadata.",
      "With --names torchvision, torchvision.models.googlenet loads it with",
      "load_state_dict(strict=True); with --names caffe its names are those of",
      "Caffe's layers. --python writes a program in PyTorch beside it, which",
      "classifies pictures.",
      "",
      "Example:",
      "  googlenet export --model bvlc.safetensors --output bvlc.onnx",
      "  googlenet export --model mine.safetensors --python \\",
      "      --output python/mine.safetensors"
    })
final class ExportCommand implements Callable<Integer> {
  /** What kind of file is written. */
  enum Format {
    ONNX,
    SAFETENSORS
  }

  @Option(names = "--model", required = true, paramLabel = "MODEL", description = "Model file.")
  private Path model = Path.of("");

  @Option(names = "--output", required = true, paramLabel = "FILE", description = "File to write.")
  private Path output = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "onnx (default), or safetensors (default with --names or --python): weights alone.")
  private @Nullable Format format;

  @Option(
      names = "--names",
      paramLabel = "NAMES",
      description =
          "The tensors' names: torchvision (variant torchvision), caffe (variant paper) or own"
              + " (default: the first that holds the variant).")
  private @Nullable String names;

  @Option(
      names = "--python",
      description = "Also write a program in Python that loads the weights and classifies.")
  private boolean python;

  @Option(
      names = "--raw",
      description = "Make a file that reads pixels as bytes and gives probabilities.")
  private boolean raw;

  @Option(
      names = "--opset",
      paramLabel = "N",
      description = "Version of ONNX's operators, 13 to 21, for older runtimes (default: 17).")
  private @Nullable Integer operatorSet;

  @Option(
      names = "--signed",
      description =
          "Write an int8 model as TensorRT takes it: signed activations, biases as float32.")
  private boolean signed;

  @Option(names = "--force", description = "Replace an existing FILE.")
  private boolean force;

  @Option(
      names = "--pictures",
      paramLabel = "FOLDER",
      description = "Compare on these photographs instead of a few generated pictures.")
  private Optional<Path> pictures = Optional.empty();

  @Mixin private PictureLimitFlags limits = new PictureLimitFlags();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    boolean weights = format == null ? names != null || python : format == Format.SAFETENSORS;
    Format chosen = weights ? Format.SAFETENSORS : Format.ONNX;
    require(Format.ONNX, chosen, raw, "--raw");
    require(Format.ONNX, chosen, signed, "--signed");
    require(Format.ONNX, chosen, operatorSet != null, "--opset");
    require(Format.ONNX, chosen, pictures.isPresent(), "--pictures");
    require(Format.SAFETENSORS, chosen, names != null, "--names");
    require(Format.SAFETENSORS, chosen, python, "--python");
    AtomicFile.checkTarget(output, force);
    OutputFile.requireOther(output, model, "MODEL");
    return weights ? weights() : onnx();
  }

  private void require(Format expected, Format found, boolean given, String option) {
    if (given && expected != found) {
      throw new ParameterException(
          spec.commandLine(),
          "%s: expected with the format %s, found %s. Change --format or leave it out."
              .formatted(option, word(expected), word(found)));
    }
  }

  private static String word(Format format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private int weights() throws IOException {
    Optional<ExportNames> asked = Optional.ofNullable(names).map(ExportNames::named);
    if (python) {
      AtomicFile.checkTarget(PythonScript.beside(output), force);
    }
    Model read = ModelFile.read(model);
    ExportNames chosen = asked.orElse(ExportNames.of(read.variant()));
    ForeignExport.Written written = ForeignExport.write(read, chosen, output, force);
    Optional<Path> script =
        python ? Optional.of(PythonScript.write(output, force)) : Optional.empty();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          Json.line(
              writer -> {
                writer.writeStringField("file", output.toString());
                writer.writeStringField("variant", read.variant().name());
                writer.writeNumberField("classes", read.classes().size());
                writer.writeNumberField("bytes", written.bytes());
                writer.writeStringField("names", chosen.toString());
                writer.writeNumberField("tensors", written.tensors());
                if (script.isPresent()) {
                  writer.writeStringField("python", script.get().toString());
                }
              }));
      return 0;
    }
    written.notes().forEach(note -> out.println("note: " + note));
    out.printf(
        Locale.ROOT,
        "%s: %s, %d classes, %.1f MB, %d tensors, names: %s%n",
        output,
        read.variant().name(),
        read.classes().size(),
        written.bytes() / 1e6,
        written.tensors(),
        chosen);
    script.ifPresent(
        path -> out.printf("%s: needs torch, safetensors and pillow from PyPI%n", path));
    return 0;
  }

  private int onnx() throws IOException {
    OnnxOptions options = OnnxOptions.DEFAULT.withSigned(signed);
    if (operatorSet != null) {
      options = options.withOperatorSet(operatorSet);
    }
    List<Path> photographs =
        pictures.isPresent() ? PictureFolder.pictures(pictures.get()) : List.of();
    Model read = ModelFile.read(model);
    if (signed && read.quantization().isEmpty()) {
      throw new IllegalArgumentException(
          "--signed: expected an int8 model, found one in floating point. Quantise it first, with"
              + " googlenet quantize.");
    }
    PictureLimits costs = limits.limits();
    OnnxInput input = raw ? OnnxInput.BYTES : OnnxInput.NETWORK;
    OnnxModel onnx = OnnxFile.write(read, input, options, output, force);
    Optional<OnnxComparison> comparison =
        OnnxComparison.of(output, read, input, photographs, costs);
    OnnxReport report =
        new OnnxReport(output, read, input, options, onnx, comparison, pictures.isPresent());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(report::write));
    } else {
      report.print(out);
    }
    return status(comparison);
  }

  private int status(Optional<OnnxComparison> comparison) throws IOException {
    if (comparison.isEmpty()) {
      return 0;
    }
    OnnxComparison found = comparison.get();
    PrintWriter err = spec.commandLine().getErr();
    found.refusals().forEach(refusal -> err.println("googlenet: " + OptionHints.added(refusal)));
    if (!found.agrees()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: expected the answers of %s within %.1e, found a difference of %.1e. Report it.",
              output,
              found.engine(),
              found.tolerance(),
              found.largestDifference()));
    }
    return found.refusals().isEmpty() ? 0 : 1;
  }
}
