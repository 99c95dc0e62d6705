package io.github.googlenet4j.weights;

import io.github.googlenet4j.model.Variant;
import java.util.List;
import java.util.Optional;

/** The program whose names the tensors of a file have. */
public enum TensorNaming {
  /** Caffe's layer names, which are ours. */
  CAFFE("Caffe"),
  /** The state dictionary of torchvision's {@code googlenet}. */
  TORCHVISION("torchvision"),
  /** TensorFlow slim's names of Inception's modules, with parts as timm writes them. */
  TIMM("timm"),
  /** The state dictionary of the reference document's program. */
  SEED("the seed program");

  private static final String FIRST = "conv1/7x7_s2.weight";

  private final String owner;

  TensorNaming(String owner) {
    this.owner = owner;
  }

  /**
   * The name of a graph's parameter in this naming.
   *
   * @throws IllegalArgumentException if it has no name for it
   */
  public String foreign(String parameter) {
    return find(parameter)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: expected a parameter that %s names, found another."
                        .formatted(parameter, owner)));
  }

  /** The name of a parameter in this naming, if its program has such a parameter. */
  Optional<String> find(String parameter) {
    return switch (this) {
      case CAFFE -> Optional.of(parameter);
      case TORCHVISION -> TorchvisionNames.TABLE.foreign(parameter);
      case TIMM -> TimmNames.TABLE.foreign(parameter);
      case SEED -> SeedNames.TABLE.foreign(parameter);
    };
  }

  /** The variants that files with these names usually hold. */
  List<Variant> usualVariants() {
    return switch (this) {
      case CAFFE -> List.of(Variant.PAPER, Variant.BATCH_NORM);
      case TORCHVISION -> List.of(Variant.TORCHVISION);
      case TIMM -> List.of(Variant.TORCHVISION, Variant.BATCH_NORM);
      case SEED -> List.of(Variant.SEED);
    };
  }

  /**
   * Whether a tensor is no parameter: PyTorch keeps a count of batches beside each norm, and of
   * averages beside averaged weights.
   *
   * @param name without what all names begin with
   */
  boolean ignores(String name) {
    return this != CAFFE && (name.endsWith(".num_batches_tracked") || name.equals("n_averaged"));
  }

  /** The program whose names they are. */
  String owner() {
    return owner;
  }

  /** The program whose names they are, and its name of the first tensor. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(owner, foreign(FIRST));
  }
}
