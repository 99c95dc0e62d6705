package io.github.googlenet4j.weights;

import static java.util.Map.entry;

import java.util.Map;

/**
 * The names that TensorFlow's slim gives to Inception's modules, with the branches and parts as
 * timm writes them in its Inception networks. There are no auxiliary heads in it.
 */
final class TimmNames {
  // spotless:off
  static final NameTable TABLE = new NameTable(
      Map.of(
          "conv1/7x7_s2", "Conv2d_1a_7x7",
          "conv2/3x3_reduce", "Conv2d_2b_1x1",
          "conv2/3x3", "Conv2d_2c_3x3"),
      Map.ofEntries(
          entry("inception_3a", "Mixed_3b"),
          entry("inception_3b", "Mixed_3c"),
          entry("inception_4a", "Mixed_4b"),
          entry("inception_4b", "Mixed_4c"),
          entry("inception_4c", "Mixed_4d"),
          entry("inception_4d", "Mixed_4e"),
          entry("inception_4e", "Mixed_4f"),
          entry("inception_5a", "Mixed_5b"),
          entry("inception_5b", "Mixed_5c")),
      Map.of(
          "1x1", "branch0",
          "3x3_reduce", "branch1.0",
          "3x3", "branch1.1",
          "5x5_reduce", "branch2.0",
          "5x5", "branch2.1",
          "pool_proj", "branch3.1"),
      Map.of(
          "loss3/classifier", "fc"));
  // spotless:on

  private TimmNames() {}
}
