package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.file.TensorFile.Description;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The network that the tensors of a file belong to: a variant whose parameters they are, no more
 * and no fewer.
 *
 * @param file the open file
 * @param names whose names its tensors have
 * @param variant which network
 * @param outputs of the last layer
 * @param auxiliary whether it has the auxiliary heads
 */
record ForeignNetwork(
    TensorFile file, ForeignNames names, Variant variant, int outputs, boolean auxiliary) {
  /**
   * Tells the variant by names and shapes, unless it is given.
   *
   * @param labels how many there are, for a file that lacks the last layer
   * @throws ModelFileException if the tensors are not those of the variant, every tensor concerned
   *     is named; or if they could be of several
   */
  static ForeignNetwork of(TensorFile file, ForeignNames names, Optional<Variant> given, int labels)
      throws ModelFileException {
    if (given.isPresent()) {
      ForeignNetwork network = network(file, names, given.get(), labels);
      network.require(network.advice());
      return network;
    }
    List<ForeignNetwork> fitting = new ArrayList<>();
    ForeignNetwork closest = null;
    long fewest = Long.MAX_VALUE;
    for (Variant variant : Variant.ALL) {
      ForeignNetwork network = network(file, names, variant, labels);
      long misfits = network.misfits();
      if (misfits == 0) {
        fitting.add(network);
      }
      if (misfits < fewest) {
        fewest = misfits;
        closest = network;
      }
    }
    ForeignNetwork network = Objects.requireNonNull(closest);
    if (fitting.isEmpty()) {
      network.require(
          "Nothing was imported; the closest variant is %s.".formatted(network.variant().name()));
    }
    // Without batch normalisation the tensors do not show whether there is local response
    // normalisation: Caffe's network has it, one whose batch normalisation was folded has not.
    if (fitting.size() > 1
        || (!network.variant().batchNorm() && names.naming() != TensorNaming.CAFFE)) {
      throw new ModelFileException(
          file.file(),
          ("expected tensors of one variant, found those of %s, or of a network whose batch"
                  + " normalisation was folded into its convolutions. Name the variant.")
              .formatted(
                  fitting.stream().map(f -> f.variant().name()).collect(Collectors.joining(", "))));
    }
    return network;
  }

  private static ForeignNetwork network(
      TensorFile file, ForeignNames names, Variant variant, int labels) {
    Description last =
        names
            .find(GoogLeNet.CLASSIFIER + ".weight")
            .<Description>map(name -> file.descriptions().get(name))
            .orElse(null);
    int outputs = last == null ? labels : withoutOnes(last.shape()).stream().findFirst().orElse(0);
    boolean auxiliary = names.auxiliary(variant, file.descriptions().keySet());
    return new ForeignNetwork(file, names, variant, Math.max(2, outputs), auxiliary);
  }

  List<Parameter> parameters() {
    return GoogLeNet.graph(variant, outputs, variant.preparation().crop(), auxiliary).parameters();
  }

  /** The foreign name, or ours where there is none, so that the parameter is reported missing. */
  private String name(Parameter parameter) {
    return names.find(parameter.name()).orElse(parameter.name());
  }

  private Map<String, List<Integer>> expected() {
    Map<String, List<Integer>> expected = new LinkedHashMap<>();
    for (Parameter parameter : parameters()) {
      Description found = file.descriptions().get(name(parameter));
      expected.put(
          name(parameter),
          found != null && withoutOnes(found.shape()).equals(withoutOnes(parameter.shape()))
              ? found.shape()
              : parameter.shape());
    }
    return expected;
  }

  /** Extents of 1 do not change what a tensor is: old Caffe files have four for each. */
  private static List<Integer> withoutOnes(List<Integer> shape) {
    return shape.stream().filter(extent -> extent != 1).toList();
  }

  private long misfits() {
    Map<String, List<Integer>> expected = expected();
    Map<String, ? extends Description> found = file.descriptions();
    long wrong =
        expected.entrySet().stream()
            .filter(e -> !found.containsKey(e.getKey()) || !shape(e.getKey()).equals(e.getValue()))
            .count();
    Set<String> known = expected.keySet();
    return wrong
        + found.keySet().stream().filter(n -> !known.contains(n) && !names.ignores(n)).count();
  }

  private List<Integer> shape(String name) {
    return Objects.requireNonNull(file.descriptions().get(name), name).shape();
  }

  private void require(String advice) throws ModelFileException {
    file.requireExactly(expected(), names::ignores, advice);
  }

  private String advice() {
    TensorNaming naming = names.naming();
    if (naming.usualVariants().contains(variant)) {
      return "Nothing was imported; check that the file holds the variant %s."
          .formatted(variant.name());
    }
    String usual =
        naming.usualVariants().stream().map(Variant::name).collect(Collectors.joining(" or "));
    return "Nothing was imported; with the names of %s, the variant is usually %s."
        .formatted(naming.owner(), usual);
  }

  /** The values under our names, in our shapes. */
  Map<String, Tensor> tensors() throws IOException {
    require(advice()); // a file may hold types that are not read
    Map<String, Tensor> foreign = file.tensors(expected().keySet());
    Map<String, Tensor> ours = new LinkedHashMap<>();
    for (Parameter parameter : parameters()) {
      Tensor tensor = Objects.requireNonNull(foreign.get(name(parameter)), parameter.name());
      ours.put(parameter.name(), new Tensor(parameter.shape(), tensor.values()));
    }
    return ours;
  }
}
