package io.github.googlenet4j.cli;

import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.weights.ImportedModel;
import io.github.googlenet4j.weights.WeightsImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet import}: makes a model file from published weights. */
@Command(
    name = "import",
    description = "Turns published weights into a model file.",
    footer = {
      "",
      "WEIGHTS is a safetensors file whose tensors are named as in Caffe,",
      "torchvision or the reference document's program. If anything does not fit,",
      "all such tensors are listed and nothing is written.",
      "",
      "Example:",
      "  googlenet import bvlc_googlenet.safetensors --variant paper \\",
      "      --labels imagenet_synset_words.txt --output bvlc.safetensors"
    })
final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "WEIGHTS", description = "Safetensors file of published weights.")
  private Path weights = Path.of("");

  @Option(
      names = "--variant",
      required = true,
      paramLabel = "NAME",
      description = "paper, torchvision, seed or batch_norm.")
  private String variant = "";

  @Option(
      names = "--labels",
      required = true,
      paramLabel = "FILE",
      description = "Class names in order, one a line, or WordNet lines, whose ids are kept.")
  private Path labels = Path.of("");

  @Option(names = "--output", required = true, paramLabel = "MODEL", description = "File to write.")
  private Path output = Path.of("");

  @Option(names = "--force", description = "Replace MODEL if it exists.")
  private boolean force;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (!force && Files.exists(output)) {
      throw new IOException(
          "%s: expected a file that does not exist yet, found one. Use --force to replace it."
              .formatted(output));
    }
    OutputFile.requireOther(output, weights, "WEIGHTS");
    ImportedModel imported = WeightsImport.read(weights, Variant.named(variant), labels);
    ModelFile.write(imported.model(), output, force);
    PrintWriter out = spec.commandLine().getOut();
    imported.notes().forEach(note -> out.println("note: " + note));
    out.printf(
        Locale.ROOT,
        "%s: %s, %d classes, %,d parameters, %d pixels%n",
        output,
        imported.model().variant().name(),
        imported.model().classes().size(),
        imported.model().graph().trainedParameters(),
        imported.model().side());
    return 0;
  }
}
