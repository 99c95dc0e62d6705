package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.onnx.OnnxComparison;
import io.github.googlenet4j.onnx.OnnxFile;
import io.github.googlenet4j.onnx.OnnxInput;
import io.github.googlenet4j.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code googlenet export}: writes a model as an ONNX file and checks it. */
@Command(
    name = "export",
    description = "Writes a model as an ONNX file, and checks it.",
    footer = {
      "",
      "The file's input is float32 [batch, 3, height, width]; the client subtracts",
      "the mean, divides by the deviation and orders the channels as the metadata",
      "says. The output is logits. With --raw the input is uint8 [batch, height,",
      "width, 3], RGB, and the output is probabilities. The metadata also holds the",
      "labels and how photographs are resized.",
      "",
      "Afterwards ONNX Runtime runs the file, and the results are compared with the",
      "model's. A picture that cannot be read is reported; the exit status is 1 if",
      "there was one, or if the results differ.",
      "",
      "Example:",
      "  googlenet export --model bvlc.safetensors --output bvlc.onnx"
    })
final class ExportCommand implements Callable<Integer> {
  @Option(names = "--model", required = true, paramLabel = "MODEL", description = "Model file.")
  private Path model = Path.of("");

  @Option(names = "--output", required = true, paramLabel = "FILE", description = "File to write.")
  private Path output = Path.of("");

  @Option(
      names = "--raw",
      description = "Make a file that reads pixels as bytes and gives probabilities.")
  private boolean raw;

  @Option(names = "--force", description = "Replace an existing FILE.")
  private boolean force;

  @Option(
      names = "--pictures",
      paramLabel = "FOLDER",
      description = "Compare on these photographs instead of a few generated pictures.")
  private Optional<Path> pictures = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    AtomicFile.checkTarget(output, force);
    OutputFile.requireOther(output, model, "MODEL");
    List<Path> photographs =
        pictures.isPresent() ? PictureFolder.pictures(pictures.get()) : List.of();
    Model read = ModelFile.read(model);
    OnnxInput input = raw ? OnnxInput.BYTES : OnnxInput.NETWORK;
    OnnxModel onnx = OnnxFile.write(read, input, output, force);
    Optional<OnnxComparison> comparison = OnnxComparison.of(output, read, input, photographs);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(writer -> write(writer, read, onnx, comparison)));
    } else {
      print(out, read, onnx, comparison);
    }
    return status(comparison);
  }

  private int status(Optional<OnnxComparison> comparison) throws IOException {
    if (comparison.isEmpty()) {
      return 0;
    }
    OnnxComparison found = comparison.get();
    PrintWriter err = spec.commandLine().getErr();
    found.refusals().forEach(refusal -> err.println("googlenet: " + refusal));
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

  private String values() {
    return raw ? "probabilities" : "logits";
  }

  private void print(
      PrintWriter out, Model read, OnnxModel onnx, Optional<OnnxComparison> comparison) {
    out.printf(
        Locale.ROOT,
        "%s: %s, %d classes, %.1f MB, operator set %d%n",
        output,
        read.variant().name(),
        read.classes().size(),
        onnx.size() / 1e6,
        OnnxModel.OPERATOR_SET);
    String sides = onnx.anySide() ? "height, width" : "%1$d, %1$d".formatted(read.side());
    out.printf(
        "reads %s %s, gives %s [batch, %d] (%s)%n",
        onnx.input(),
        raw ? "uint8 [batch, %s, 3]".formatted(sides) : "float32 [batch, 3, %s]".formatted(sides),
        onnx.outputs().get(Head.MAIN.toString()),
        read.classes().size(),
        values());
    if (comparison.isPresent()) {
      OnnxComparison found = comparison.get();
      out.printf(
          Locale.ROOT,
          "largest difference of %s between %s (the file) and %s on %d %s pictures: %.1e%n",
          values(),
          found.witness(),
          found.engine(),
          found.pictures(),
          pictures.isPresent() ? "given" : "drawn",
          found.largestDifference());
    } else {
      out.println(
          "note: not compared: this takes an engine that runs ONNX files, and another engine");
    }
  }

  private void write(
      JsonGenerator writer, Model read, OnnxModel onnx, Optional<OnnxComparison> comparison)
      throws IOException {
    writer.writeStringField("file", output.toString());
    writer.writeStringField("variant", read.variant().name());
    writer.writeNumberField("classes", read.classes().size());
    writer.writeNumberField("bytes", onnx.size());
    writer.writeNumberField("operator_set", OnnxModel.OPERATOR_SET);
    writer.writeStringField("input", onnx.input());
    writer.writeStringField("output", onnx.outputs().get(Head.MAIN.toString()));
    writer.writeStringField("values", values());
    writer.writeBooleanField("any_side", onnx.anySide());
    if (comparison.isPresent()) {
      OnnxComparison found = comparison.get();
      writer.writeObjectFieldStart("comparison");
      writer.writeStringField("witness", found.witness());
      writer.writeStringField("engine", found.engine());
      writer.writeNumberField("pictures", found.pictures());
      writer.writeNumberField("largest_difference", found.largestDifference());
      writer.writeEndObject();
    }
  }
}
