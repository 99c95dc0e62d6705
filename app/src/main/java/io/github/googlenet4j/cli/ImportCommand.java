package io.github.googlenet4j.cli;

import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Labels;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.weights.ImportOptions;
import io.github.googlenet4j.weights.PublishedLabels;
import io.github.googlenet4j.weights.TrainedInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
      "WEIGHTS is a file of PyTorch (.pth), Caffe (.caffemodel), ONNX or",
      "safetensors (also in several files with an index). Its content decides,",
      "not its name. If anything does not fit, all such tensors are listed and",
      "nothing is written.",
      "",
      "Example:",
      "  googlenet import bvlc_googlenet.caffemodel --labels imagenet \\",
      "      --output bvlc.safetensors"
    })
final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "WEIGHTS", description = "File of published weights.")
  private Path weights = Path.of("");

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      description =
          "paper, torchvision, seed or batch_norm (default: told by the tensors' names and shapes).")
  private Optional<String> variant = Optional.empty();

  @Option(
      names = "--labels",
      paramLabel = "LABELS",
      description = {
        "imagenet, places365, or a file of class names in order, one a line, or WordNet lines,",
        "whose ids are kept (default: the usual ones for 1000 or 365 outputs)."
      })
  private Optional<String> labels = Optional.empty();

  @Option(
      names = "--prepare",
      paramLabel = "INPUT",
      description = {
        "How pictures were prepared in the weights' training: caffe, imagenet,",
        "torchvision-published or places365 (default: by what is known of the file)."
      })
  private Optional<String> prepare = Optional.empty();

  @Option(
      names = "--try",
      paramLabel = "PICTURE",
      description = "Print the first five answers of two engines for this picture.")
  private Optional<Path> picture = Optional.empty();

  @Option(
      names = "--golden",
      paramLabel = "FILE",
      description = {
        "Compare with known results before anything is written: .npz or safetensors with",
        "input [n, 3, side, side], as the network reads it, and logits [n, classes];",
        "aux1 and aux2 if it has them."
      })
  private Optional<Path> golden = Optional.empty();

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
    AtomicFile.checkTarget(output, force);
    OutputFile.requireOther(output, weights, "WEIGHTS");
    new Importing(spec.commandLine().getOut(), output, force)
        .run(weights, options(), golden, picture);
    return 0;
  }

  private ImportOptions options() throws IOException {
    ImportOptions options = ImportOptions.DEFAULT;
    if (variant.isPresent()) {
      options = options.withVariant(Variant.named(variant.get()));
    }
    if (prepare.isPresent()) {
      options = options.withInput(TrainedInput.named(prepare.get()));
    }
    if (labels.isPresent()) {
      Optional<PublishedLabels> published = PublishedLabels.named(labels.get());
      if (published.isPresent()) {
        return options.withLabels(published.get());
      }
      Path file = Path.of(labels.get());
      return options.withLabels(Labels.readWithIds(file), file);
    }
    return options;
  }
}
