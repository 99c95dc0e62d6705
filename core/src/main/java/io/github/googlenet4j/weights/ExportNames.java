package io.github.googlenet4j.weights;

import io.github.googlenet4j.model.Variant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whose names the tensors of an exported file have. */
public enum ExportNames {
  /** The state dictionary of {@code torchvision.models.googlenet}, with its counts of batches. */
  TORCHVISION(TensorNaming.TORCHVISION),
  /** The layers of Caffe's bvlc_googlenet, each with {@code .weight} and {@code .bias}. */
  CAFFE(TensorNaming.CAFFE),
  /** Those of our model files: Caffe's layers, and {@code .bn.*} for batch normalisation. */
  OWN(TensorNaming.CAFFE);

  private final TensorNaming naming;

  ExportNames(TensorNaming naming) {
    this.naming = naming;
  }

  private List<Variant> variants() {
    return switch (this) {
      case TORCHVISION -> List.of(Variant.TORCHVISION);
      case CAFFE -> List.of(Variant.PAPER);
      case OWN -> Variant.ALL;
    };
  }

  /** The names by which a variant is known: those of the program that published it, or ours. */
  public static ExportNames of(Variant variant) {
    return Stream.of(values()).filter(names -> names.holds(variant)).findFirst().orElseThrow();
  }

  /**
   * The constant of that name, in any case.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static ExportNames named(String name) {
    return Stream.of(values())
        .filter(names -> names.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "names: expected %s, found %s. Choose one of them."
                        .formatted(
                            Stream.of(values())
                                .map(ExportNames::toString)
                                .collect(Collectors.joining(", ")),
                            name)));
  }

  /** Whether a program with these names has a network of this variant. */
  public boolean holds(Variant variant) {
    // By name: a model's variant may have another input.
    return variants().stream().anyMatch(held -> held.name().equals(variant.name()));
  }

  /** The name of a parameter of a variant that these hold. */
  public String of(String parameter) {
    return naming.foreign(parameter);
  }

  /** Whether PyTorch's batch normalisation, which counts its batches, is behind the names. */
  boolean counted() {
    return this == TORCHVISION;
  }

  /**
   * @throws IllegalArgumentException if these names cannot hold the variant
   */
  void require(Variant variant) {
    if (!holds(variant)) {
      throw new IllegalArgumentException(
          "variant: expected %s, which is what the names of %s are for, found %s. Choose other names: %s."
              .formatted(
                  variants().stream().map(Variant::name).collect(Collectors.joining(" or ")),
                  this,
                  variant.name(),
                  Stream.of(values())
                      .filter(names -> names.holds(variant))
                      .map(ExportNames::toString)
                      .collect(Collectors.joining(" or "))));
    }
  }

  /** In lower case, as the command line and the file's metadata have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
