package io.github.googlenet4j.weights;

import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.Variant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How pictures were prepared with which published weights were trained.
 *
 * @param name in lower case, as a user writes it
 * @param normalization from picture to network input
 * @param preparation from photograph to picture, at 224 pixels
 */
public record TrainedInput(String name, Normalization normalization, Preparation preparation) {
  /** Caffe's BVLC networks and their exports: blue first, minus 104, 117 and 123; squashed. */
  public static final TrainedInput CAFFE =
      new TrainedInput("caffe", Variant.PAPER.normalization(), Variant.PAPER.preparation());

  /** torchvision's own training: ImageNet's mean and deviation; the short side to 256. */
  public static final TrainedInput IMAGENET =
      new TrainedInput(
          "imagenet", Variant.TORCHVISION.normalization(), Variant.TORCHVISION.preparation());

  /** The weights that torchvision publishes, which came from TensorFlow: .5 and .5. */
  public static final TrainedInput TORCHVISION_PUBLISHED =
      new TrainedInput(
          "torchvision-published",
          new Normalization(
              List.of(127.5f, 127.5f, 127.5f), List.of(127.5f, 127.5f, 127.5f), false),
          Variant.TORCHVISION.preparation());

  /** Places365's Caffe networks: blue first, minus the mean of its pictures; squashed. */
  public static final TrainedInput PLACES365 =
      new TrainedInput(
          "places365",
          new Normalization(List.of(116.676f, 112.514f, 104.051f), List.of(1f, 1f, 1f), true),
          Variant.PAPER.preparation());

  /** All of them. */
  public static final List<TrainedInput> ALL =
      List.of(CAFFE, IMAGENET, TORCHVISION_PUBLISHED, PLACES365);

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static TrainedInput named(String name) {
    return ALL.stream()
        .filter(input -> input.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "preparation: expected one of %s, found %s."
                        .formatted(
                            ALL.stream().map(TrainedInput::name).collect(Collectors.joining(", ")),
                            name)));
  }
}
