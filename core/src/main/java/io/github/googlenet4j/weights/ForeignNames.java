package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.text.PrintableText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose names the tensors of a file have, and what stands before them.
 *
 * <p>The naming and the beginning that most tensors agree on are taken: one missing tensor must not
 * hide them, nor one that lacks the beginning, such as the count {@code n_averaged}.
 *
 * @param naming whose names they are
 * @param prefix what the names begin with before the naming's own ({@code module.}); empty or
 *     ending in a dot
 * @param classifier the name of the last layer, which fine-tuned networks call otherwise; without
 *     the prefix
 */
record ForeignNames(TensorNaming naming, String prefix, String classifier) {
  private static final int CLASSES = 2; // of a graph of which only names are asked
  private static final int SIDE = 224;
  private static final int DEEPEST = 8;

  /** Other names of the last layer, in timm and in programs that fine-tune. */
  private static final List<String> CLASSIFIERS =
      List.of("head.fc", "head", "classifier", "last_linear", "logits", "fc.0", "fc.1");

  private static final String WEIGHT = ".weight";

  static ForeignNames of(TensorFile file) throws ModelFileException {
    Set<String> found = file.descriptions().keySet();
    ForeignNames best = null;
    int most = 0;
    for (TensorNaming naming : TensorNaming.values()) {
      Map<String, Integer> votes = votes(found, all(naming));
      for (Map.Entry<String, Integer> vote : votes.entrySet()) {
        if (vote.getValue() > most) {
          most = vote.getValue();
          String prefix = vote.getKey();
          best = new ForeignNames(naming, prefix, classifier(naming, prefix, found));
        }
      }
    }
    if (best == null) {
      throw unknown(file);
    }
    return best;
  }

  /** For each beginning, how many names are a naming's behind it. */
  private static Map<String, Integer> votes(Set<String> found, Set<String> known) {
    Map<String, Integer> votes = new HashMap<>();
    for (String name : found) {
      int begin = 0;
      for (int depth = 0; depth < DEEPEST; depth++) {
        if (known.contains(name.substring(begin))) {
          votes.merge(name.substring(0, begin), 1, Integer::sum);
        }
        int dot = name.indexOf('.', begin);
        if (dot < 0) {
          break;
        }
        begin = dot + 1;
      }
    }
    return votes;
  }

  /** Every name that a naming has for a parameter of any variant. */
  private static Set<String> all(TensorNaming naming) {
    Set<String> names = new HashSet<>();
    for (Variant variant : Variant.ALL) {
      for (Parameter parameter : GoogLeNet.graph(variant, CLASSES, SIDE, true).parameters()) {
        naming.find(parameter.name()).ifPresent(names::add);
      }
    }
    return names;
  }

  private static String classifier(TensorNaming naming, String prefix, Set<String> found) {
    String usual = naming.foreign(GoogLeNet.CLASSIFIER + WEIGHT);
    usual = usual.substring(0, usual.length() - WEIGHT.length());
    if (naming == TensorNaming.CAFFE || found.contains(prefix + usual + WEIGHT)) {
      return usual;
    }
    return CLASSIFIERS.stream()
        .filter(name -> found.contains(prefix + name + WEIGHT))
        .findFirst()
        .orElse(usual);
  }

  /** The name in the file of one of our parameters, if its naming has one. */
  Optional<String> find(String parameter) {
    if (parameter.startsWith(GoogLeNet.CLASSIFIER + ".")) {
      return Optional.of(prefix + classifier + parameter.substring(GoogLeNet.CLASSIFIER.length()));
    }
    return naming.find(parameter).map(prefix::concat);
  }

  /** Whether a tensor of the file is no parameter. */
  boolean ignores(String name) {
    return naming.ignores(name.startsWith(prefix) ? name.substring(prefix.length()) : name);
  }

  /** Whether the file has any tensor of an auxiliary head. */
  boolean auxiliary(Variant variant, Set<String> found) {
    Set<String> heads = names(variant, true);
    heads.removeAll(names(variant, false));
    heads.retainAll(found);
    return !heads.isEmpty();
  }

  private Set<String> names(Variant variant, boolean auxiliary) {
    return GoogLeNet.graph(variant, CLASSES, SIDE, auxiliary).parameters().stream()
        .flatMap(parameter -> find(parameter.name()).stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static ModelFileException unknown(TensorFile file) {
    String known =
        Stream.of(TensorNaming.values())
            .map(TensorNaming::toString)
            .collect(Collectors.joining(", "));
    String found =
        file.descriptions().keySet().stream()
            .limit(3)
            .map(PrintableText::shortened)
            .collect(Collectors.joining(", "));
    return new ModelFileException(
        file.file(),
        "expected tensors named as one of %s does, found %s. Rename them."
            .formatted(known, found.isEmpty() ? "none" : found));
  }
}
