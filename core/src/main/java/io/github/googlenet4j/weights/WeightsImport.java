package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.Labels;
import io.github.googlenet4j.file.Labels.LabelsWithIds;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.file.TensorFile.Description;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a model from weights that another program wrote.
 *
 * <p>The tensors' names show which program named them ({@link TensorNaming}), and the last layer
 * shows the number of classes. The model has auxiliary heads if the file has any tensor of them.
 * Everything else has to fit: nothing is guessed, renamed or left out, except PyTorch's counts of
 * batches, and words that all names begin with ({@code module.} of DataParallel, {@code _orig_mod.}
 * of torch.compile).
 */
public final class WeightsImport {
  private static final int LONGEST_SOURCE = 500;

  private final TensorFile file;
  private final Variant variant;
  private final TensorNaming naming;

  /** What all names in the file begin with before the naming's own; empty or ending in a dot. */
  private final String prefix;

  private WeightsImport(TensorFile file, Variant variant) throws ModelFileException {
    this.file = file;
    this.variant = variant;
    String shared = sharedPrefix(file.descriptions().keySet());
    this.prefix = mostNamed(shared) > mostNamed("") ? shared : "";
    this.naming = naming();
  }

  /** The longest beginning of all names that ends in a dot. */
  private static String sharedPrefix(Set<String> names) {
    String shared = names.stream().findFirst().orElse("");
    for (String name : names) {
      int length = 0;
      while (length < Math.min(shared.length(), name.length())
          && shared.charAt(length) == name.charAt(length)) {
        length++;
      }
      shared = shared.substring(0, length);
    }
    return shared.substring(0, shared.lastIndexOf('.') + 1);
  }

  /**
   * A model of the weights in one file and the labels in another.
   *
   * @param weights safetensors with the tensors of the variant; F32, F16 or BF16
   * @param labels see {@link Labels}
   * @throws ModelFileException if a file cannot be read, or its content does not fit; every tensor
   *     concerned is named
   */
  public static ImportedModel read(Path weights, Variant variant, Path labels) throws IOException {
    return read(weights, variant, Labels.readWithIds(labels), labels);
  }

  /**
   * The same with given labels.
   *
   * @throws ModelFileException if the file cannot be read, or its content does not fit
   * @throws IllegalArgumentException if a label cannot be one ({@link Model})
   */
  public static ImportedModel read(Path weights, Variant variant, List<String> labels)
      throws IOException {
    return read(weights, variant, new LabelsWithIds(labels, List.of()), Path.of("labels"));
  }

  private static ImportedModel read(
      Path weights, Variant variant, LabelsWithIds labels, Path source) throws IOException {
    try (TensorFile file = ForeignFiles.open(weights)) {
      return new WeightsImport(file, variant).read(labels, source);
    }
  }

  private ImportedModel read(LabelsWithIds named, Path source) throws IOException {
    List<String> labels = named.labels();
    int classes = classes(labels.size());
    boolean auxiliary = auxiliary();
    Map<String, List<Integer>> expected = new LinkedHashMap<>();
    for (Parameter parameter : parameters(classes, auxiliary)) {
      expected.put(foreign(parameter), parameter.shape());
    }
    file.requireExactly(expected, naming::ignores, advice());
    if (labels.size() != classes) {
      throw new ModelFileException(
          source,
          ("expected %d labels, one for each output of %s, found %d."
                  + " Give the labels that these weights were trained with.")
              .formatted(classes, GoogLeNet.CLASSIFIER, labels.size()));
    }
    Map<String, Tensor> foreign = file.tensors(expected.keySet());
    Map<String, Tensor> ours = new LinkedHashMap<>();
    for (Parameter parameter : parameters(classes, auxiliary)) {
      ours.put(parameter.name(), foreign.get(foreign(parameter)));
    }
    Model model =
        new Model(
            variant,
            labels,
            variant.preparation(),
            auxiliary,
            new Weights(ours),
            history(named.ids()));
    return new ImportedModel(model, notes(auxiliary));
  }

  private Map<String, String> history(List<String> ids) {
    Map<String, String> history = new LinkedHashMap<>();
    history.put("source", source());
    if (!ids.isEmpty()) {
      history.put(Model.CLASS_IDS, String.join(" ", ids));
    }
    return history;
  }

  /** The foreign name, or ours where there is none, so that the parameter is reported missing. */
  private String foreign(Parameter parameter) {
    return naming.find(parameter.name()).map(prefix::concat).orElse(parameter.name());
  }

  private List<Parameter> parameters(int classes, boolean auxiliary) {
    int side = variant.preparation().crop();
    return GoogLeNet.graph(variant, classes, side, auxiliary).parameters();
  }

  private Set<String> foreignNames(TensorNaming names, String before, boolean auxiliary) {
    return parameters(2, auxiliary).stream()
        .map(Parameter::name)
        .flatMap(name -> names.find(name).stream())
        .map(before::concat)
        .collect(Collectors.toSet());
  }

  /** How many of the file's names belong to a naming, with this before each of them. */
  private int named(TensorNaming candidate, String before) {
    Set<String> names = foreignNames(candidate, before, true);
    names.retainAll(file.descriptions().keySet());
    return names.size();
  }

  private int mostNamed(String before) {
    return Stream.of(TensorNaming.values())
        .mapToInt(candidate -> named(candidate, before))
        .max()
        .orElse(0);
  }

  /** The naming that most names belong to: one missing tensor must not hide it. */
  private TensorNaming naming() throws ModelFileException {
    TensorNaming best = null;
    int most = 0;
    for (TensorNaming candidate : TensorNaming.values()) {
      int names = named(candidate, prefix);
      if (names > most) {
        most = names;
        best = candidate;
      }
    }
    if (best != null) {
      return best;
    }
    String known =
        Stream.of(TensorNaming.values())
            .map(TensorNaming::toString)
            .collect(Collectors.joining(", "));
    String found =
        file.descriptions().keySet().stream()
            .limit(3)
            .map(PrintableText::shortened)
            .collect(Collectors.joining(", "));
    throw new ModelFileException(
        file.file(),
        "expected tensors named as one of %s does, found %s. Rename them."
            .formatted(known, found.isEmpty() ? "none" : found));
  }

  /** The outputs of the last layer; without one, the number of labels. */
  private int classes(int labels) {
    Description entry =
        file.descriptions().get(prefix + naming.foreign(GoogLeNet.CLASSIFIER + ".weight"));
    int outputs = entry == null || entry.shape().isEmpty() ? labels : entry.shape().get(0);
    return Math.max(2, outputs);
  }

  private boolean auxiliary() {
    Set<String> names = new HashSet<>(foreignNames(naming, prefix, true));
    names.removeAll(foreignNames(naming, prefix, false));
    names.retainAll(file.descriptions().keySet());
    return !names.isEmpty();
  }

  private String advice() {
    if (naming.usualVariants().contains(variant)) {
      return "Nothing was imported; check that the file holds the variant %s."
          .formatted(variant.name());
    }
    String usual =
        naming.usualVariants().stream().map(Variant::name).collect(Collectors.joining(" or "));
    return "Nothing was imported; with the names of %s, the variant is usually %s."
        .formatted(naming.owner(), usual);
  }

  private String source() {
    String name = String.valueOf(file.file().getFileName());
    String said = file.metadata().getOrDefault("source", "");
    boolean useful = !said.isEmpty() && said.length() <= LONGEST_SOURCE;
    return PrintableText.of(useful ? name + ": " + said : name);
  }

  private List<String> notes(boolean auxiliary) {
    List<String> notes = new ArrayList<>();
    if (!prefix.isEmpty()) {
      notes.add(
          "All names in the file begin with %s, which was left out."
              .formatted(PrintableText.shortened(prefix)));
    }
    if (!auxiliary) {
      notes.add(
          "The file has no auxiliary heads."
              + " The model answers without them; only training needs them.");
    }
    // torchvision.models.googlenet sets transform_input where it loads its own weights.
    if (naming == TensorNaming.TORCHVISION) {
      notes.add(
          "The weights are taken to expect ImageNet's mean and deviation. Those that torchvision"
              + " itself publishes were trained with .5 and .5 (transform_input):"
              + " they answer less well.");
    }
    return notes;
  }
}
