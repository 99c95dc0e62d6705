package io.github.googlenet4j.weights;

import static java.util.Map.entry;

import java.util.Map;

/**
 * The names in the state dictionary of the reference document's program. Its auxiliary heads have
 * one convolution each and share both linear layers, the last of them with the main classifier.
 */
final class SeedNames {
  // spotless:off
  static final NameTable TABLE = new NameTable(
      Map.of(
          "conv1/7x7_s2", "bottom.0",
          "conv2/3x3_reduce", "bottom.2",
          "conv2/3x3", "bottom.3",
          "loss1/conv", "auxclf.1",
          "loss2/conv", "auxclf2.1"),
      Map.ofEntries(
          entry("inception_3a", "a3"),
          entry("inception_3b", "b3"),
          entry("inception_4a", "a4"),
          entry("inception_4b", "b4"),
          entry("inception_4c", "c4"),
          entry("inception_4d", "d4"),
          entry("inception_4e", "e4"),
          entry("inception_5a", "a5"),
          entry("inception_5b", "b5")),
      Map.of(
          "1x1", "conv1",
          "3x3_reduce", "conv2.0",
          "3x3", "conv2.1",
          "5x5_reduce", "conv3.0",
          "5x5", "conv3.1",
          "pool_proj", "conv4.1"),
      Map.of(
          "loss1/fc", "linear2",
          "loss3/classifier", "linear"));
  // spotless:on

  private SeedNames() {}
}
