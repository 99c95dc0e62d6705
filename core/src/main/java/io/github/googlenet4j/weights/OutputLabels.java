package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.Labels.LabelsWithIds;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.model.GoogLeNet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The labels of a network's outputs. TensorFlow's networks have one output more than ImageNet has
 * classes: the first, for background, which is left out.
 *
 * @param named the labels, with ids if they have some
 * @param background whether the first output is left out
 * @param notes what was assumed
 */
record OutputLabels(LabelsWithIds named, boolean background, List<String> notes) {
  /**
   * The labels given, or the usual ones of so many outputs.
   *
   * @throws ModelFileException if their number is another, or none are usual
   */
  static OutputLabels of(int outputs, ImportOptions options, Path file) throws ModelFileException {
    Optional<LabelsWithIds> given = options.labels();
    if (given.isEmpty()) {
      return usual(outputs, file);
    }
    int labels = given.get().labels().size();
    if (labels == outputs) {
      return new OutputLabels(given.get(), false, List.of());
    }
    if (isImageNet(given.get()) && outputs == labels + 1) {
      return new OutputLabels(given.get(), true, List.of(leftOut(outputs)));
    }
    throw new ModelFileException(
        options.labelSource(),
        ("expected %d labels, one for each output of %s, found %d."
                + " Give the labels that these weights were trained with.")
            .formatted(outputs, GoogLeNet.CLASSIFIER, labels));
  }

  private static OutputLabels usual(int outputs, Path file) throws ModelFileException {
    boolean background = outputs == PublishedLabels.IMAGENET.read().labels().size() + 1;
    Optional<PublishedLabels> usual = PublishedLabels.usual(background ? outputs - 1 : outputs);
    if (usual.isEmpty()) {
      throw new ModelFileException(
          file,
          "expected labels for its %d outputs, found none. Give their labels.".formatted(outputs));
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        "The labels are taken to be those of %s, because there are %d outputs."
            .formatted(usual.get(), outputs));
    if (background) {
      notes.add(leftOut(outputs));
    }
    return new OutputLabels(usual.get().read(), background, notes);
  }

  private static boolean isImageNet(LabelsWithIds labels) {
    return labels.labels().size() == PublishedLabels.IMAGENET.read().labels().size();
  }

  private static String leftOut(int outputs) {
    return ("The first of the %d outputs is taken to be TensorFlow's for background,"
            + " and was left out.")
        .formatted(outputs);
  }

  /** The classifiers without the output for background. */
  Map<String, Tensor> mapped(Map<String, Tensor> tensors) {
    if (!background) {
      return tensors;
    }
    Map<String, Tensor> mapped = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            mapped.put(name, name.contains("/classifier.") ? withoutFirst(tensor) : tensor));
    return mapped;
  }

  private static Tensor withoutFirst(Tensor tensor) {
    List<Integer> shape = new ArrayList<>(tensor.shape());
    int each = tensor.values().length / shape.get(0);
    shape.set(0, shape.get(0) - 1);
    return new Tensor(shape, Arrays.copyOfRange(tensor.values(), each, tensor.values().length));
  }
}
