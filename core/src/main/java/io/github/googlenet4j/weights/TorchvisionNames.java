package io.github.googlenet4j.weights;

import static java.util.Map.entry;

import java.util.Map;

/** The names in the state dictionary of torchvision's {@code googlenet} ({@code googlenet.py}). */
final class TorchvisionNames {
  // spotless:off
  static final NameTable TABLE = new NameTable(
      Map.of(
          "conv1/7x7_s2", "conv1",
          "conv2/3x3_reduce", "conv2",
          "conv2/3x3", "conv3",
          "loss1/conv", "aux1.conv",
          "loss2/conv", "aux2.conv"),
      Map.ofEntries(
          entry("inception_3a", "inception3a"),
          entry("inception_3b", "inception3b"),
          entry("inception_4a", "inception4a"),
          entry("inception_4b", "inception4b"),
          entry("inception_4c", "inception4c"),
          entry("inception_4d", "inception4d"),
          entry("inception_4e", "inception4e"),
          entry("inception_5a", "inception5a"),
          entry("inception_5b", "inception5b")),
      Map.of(
          "1x1", "branch1",
          "3x3_reduce", "branch2.0",
          "3x3", "branch2.1",
          "5x5_reduce", "branch3.0",
          "5x5", "branch3.1",
          "pool_proj", "branch4.1"),
      Map.of(
          "loss1/fc", "aux1.fc1",
          "loss1/classifier", "aux1.fc2",
          "loss2/fc", "aux2.fc1",
          "loss2/classifier", "aux2.fc2",
          "loss3/classifier", "fc"));
  // spotless:on

  private TorchvisionNames() {}
}
