package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.ExportedMetadata;
import io.github.googlenet4j.file.Labels;
import io.github.googlenet4j.file.Labels.LabelsWithIds;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.foreign.onnx.OnnxWeights;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a model from weights that another program wrote.
 *
 * <p>The file's first bytes show its kind. The tensors' names show which program named them ({@link
 * TensorNaming}), names and shapes show the variant, and the last layer shows the number of
 * classes. The model has auxiliary heads if the file has any tensor of them. Everything has to fit:
 * nothing is guessed, renamed or left out, except PyTorch's counts, words that the names begin with
 * ({@code module.} of DataParallel, {@code _orig_mod.} of torch.compile), and TensorFlow's output
 * for background. What was assumed is told in a note.
 */
public final class WeightsImport {
  private static final int LONGEST_SOURCE = 500;

  private final TensorFile file;
  private final ImportOptions options;

  private WeightsImport(TensorFile file, ImportOptions options) {
    this.file = file;
    this.options = options;
  }

  /**
   * A model of the weights in a file.
   *
   * @param weights of a kind that is read: its content decides, not its name
   * @param options what is known of them
   * @throws ModelFileException if the file cannot be read, or its content does not fit, every
   *     tensor concerned is named; or if something has to be given that it does not show
   * @throws IllegalArgumentException if a label cannot be one ({@link Model})
   */
  public static ImportedModel read(Path weights, ImportOptions options) throws IOException {
    try (TensorFile file = ForeignFiles.open(weights)) {
      return new WeightsImport(file, options).read();
    }
  }

  /**
   * Whether a file is ONNX, by its content: such a file can also be run.
   *
   * @throws ModelFileException if it cannot be read
   */
  public static boolean isOnnx(Path file) throws IOException {
    return ForeignFiles.isOnnx(file);
  }

  /**
   * A model of the weights in one file and the labels in another.
   *
   * @param labels see {@link Labels}
   * @throws ModelFileException if a file cannot be read, or its content does not fit; every tensor
   *     concerned is named
   */
  public static ImportedModel read(Path weights, Variant variant, Path labels) throws IOException {
    return read(
        weights,
        ImportOptions.DEFAULT.withVariant(variant).withLabels(Labels.readWithIds(labels), labels));
  }

  /**
   * The same with given labels.
   *
   * @throws ModelFileException if the file cannot be read, or its content does not fit
   * @throws IllegalArgumentException if a label cannot be one ({@link Model})
   */
  public static ImportedModel read(Path weights, Variant variant, List<String> labels)
      throws IOException {
    LabelsWithIds named = new LabelsWithIds(labels, List.of());
    return read(
        weights, ImportOptions.DEFAULT.withVariant(variant).withLabels(named, Path.of("labels")));
  }

  private ImportedModel read() throws IOException {
    ForeignNames names = ForeignNames.of(file);
    Optional<ExportedMetadata> exported = ModelFile.exported(file.file(), file.metadata());
    ImportOptions options = withExportedLabels(exported);
    int given = options.labels().map(labels -> labels.labels().size()).orElse(2);
    ForeignNetwork network = ForeignNetwork.of(file, names, variant(), given);
    OutputLabels labels = OutputLabels.of(network.outputs(), options, file.file());
    KnownInput input = KnownInput.of(file, network, options.input(), exported, labels.background());
    Model model =
        new Model(
            network.variant().withNormalization(input.normalization()),
            labels.named().labels(),
            input.preparation(),
            network.auxiliary(),
            new Weights(labels.mapped(network.tensors())),
            history(labels.named().ids()));
    List<String> notes = new ArrayList<>(file.notes());
    notes.addAll(notes(names, network));
    notes.addAll(labels.notes());
    notes.addAll(input.notes());
    return new ImportedModel(model, notes);
  }

  /** Labels that are given go before those that the file has. */
  private ImportOptions withExportedLabels(Optional<ExportedMetadata> exported) {
    return options.labels().isEmpty() && exported.isPresent()
        ? options.withLabels(
            new LabelsWithIds(exported.get().classes(), exported.get().classIds()), file.file())
        : options;
  }

  /** The variant that is given or that a file's graph is; empty to tell it from the tensors. */
  private Optional<Variant> variant() throws ModelFileException {
    if (!(file instanceof OnnxWeights onnx)) {
      return options.variant();
    }
    if (options.variant().isPresent() && !options.variant().get().equals(onnx.variant())) {
      throw new ModelFileException(
          file.file(),
          "expected a network of the variant %s, found one of %s. Name that one or none."
              .formatted(options.variant().get().name(), onnx.variant().name()));
    }
    return Optional.of(onnx.variant());
  }

  private Map<String, String> history(List<String> ids) {
    Map<String, String> history = new LinkedHashMap<>();
    history.put("source", options.source().orElseGet(this::source));
    if (!ids.isEmpty()) {
      history.put(Model.CLASS_IDS, String.join(" ", ids));
    }
    return history;
  }

  private String source() {
    String name = String.valueOf(file.file().getFileName());
    String said = file.metadata().getOrDefault("source", "");
    boolean useful = !said.isEmpty() && said.length() <= LONGEST_SOURCE;
    return PrintableText.of(useful ? name + ": " + said : name);
  }

  private static List<String> notes(ForeignNames names, ForeignNetwork network) {
    List<String> notes = new ArrayList<>();
    if (!names.prefix().isEmpty()) {
      notes.add(
          "The names in the file begin with %s, which was left out."
              .formatted(PrintableText.shortened(names.prefix())));
    }
    if (!network.auxiliary()) {
      notes.add(
          "The file has no auxiliary heads."
              + " The model answers without them; only training needs them.");
    }
    return notes;
  }
}
