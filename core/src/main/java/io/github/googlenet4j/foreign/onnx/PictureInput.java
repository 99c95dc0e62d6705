package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.protobuf.ProtobufFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Pictures on their way from the file's input to the first convolution.
 *
 * @param input of the file
 * @param channelsLast whether they lie batch x height x width x channels here
 * @param single whether they are one channel without an extent of its own
 * @param channels what each channel is
 */
record PictureInput(
    OnnxGraph.Input input, boolean channelsLast, boolean single, List<Channel> channels) {

  /** The channel {@code scale * source + shift} of the input. */
  record Channel(int source, double scale, double shift) {}

  private static final int COUNT = 3;

  /** The input as it is. */
  static PictureInput of(OnnxGraph.Input input) {
    List<Long> extents = input.extents();
    boolean last = extents.size() == 4 && extents.get(1) != COUNT && extents.get(3) == COUNT;
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      channels.add(new Channel(i, 1, 0));
    }
    return new PictureInput(input, last, false, channels);
  }

  /** Whether the file's own input has its channels last. */
  boolean inputChannelsLast() {
    return of(input).channelsLast;
  }

  /** Height and width that the file declares; 0 for an open one. */
  List<Long> sides() {
    List<Long> extents = input.extents();
    if (extents.size() != 4) {
      return List.of(0L, 0L);
    }
    return inputChannelsLast() ? extents.subList(1, 3) : extents.subList(2, 4);
  }

  /** Whether nothing happens to them but an exchange of the extents. */
  boolean unchanged() {
    return channels.equals(of(input).channels) && !single;
  }

  /**
   * The mean, deviation and order of channels that the whole does to what its client gives.
   *
   * @param client what the client does before
   * @return empty if the client's own order of channels is not the pictures'
   */
  Optional<Normalization> after(Normalization client) {
    float[] mean = new float[COUNT];
    float[] deviation = new float[COUNT];
    boolean bgr = channels.size() == COUNT && channels.get(0).source != 0;
    for (int i = 0; i < COUNT; i++) {
      if (channels.size() != COUNT
          || single
          || client.bgr()
          || channels.get(i).source != (bgr ? 2 - i : i)) {
        return Optional.empty();
      }
      Channel channel = channels.get(i);
      int source = channel.source;
      double divisor = client.deviation().get(source) / channel.scale;
      deviation[source] = (float) divisor;
      mean[source] = (float) (client.mean().get(source) - channel.shift * divisor);
    }
    return Optional.of(
        new Normalization(
            List.of(mean[0], mean[1], mean[2]),
            List.of(deviation[0], deviation[1], deviation[2]),
            bgr));
  }

  /**
   * What a node makes of pictures.
   *
   * @param inputs the pictures that it reads
   * @param constants that it reads
   * @param constantFirst whether it reads a constant before the pictures
   * @return empty if it is nothing that a normalisation does
   */
  static Optional<PictureInput> changed(
      ProtobufFile file,
      OnnxNode node,
      List<PictureInput> inputs,
      List<Constant> constants,
      boolean constantFirst)
      throws IOException {
    PictureInput pictures = inputs.get(0);
    return switch (node.type()) {
      case "Identity", "Cast", "Dropout" -> Optional.of(pictures);
      case "Transpose" -> pictures.asPlanes(node);
      case "Gather" ->
          constants.isEmpty() ? Optional.empty() : pictures.gathered(node, constants.get(0));
      case "Unsqueeze" ->
          pictures.single
              ? Optional.of(new PictureInput(pictures.input, false, false, pictures.channels))
              : Optional.empty();
      case "Concat" -> joined(node, inputs, constants);
      case "Add", "Sub", "Mul", "Div" -> pictures.computed(file, node, constants, constantFirst);
      default -> Optional.empty();
    };
  }

  private Optional<PictureInput> asPlanes(OnnxNode node) {
    Optional<List<Long>> toPlanes = Optional.of(List.of(0L, 3L, 1L, 2L));
    return channelsLast && node.integers("perm").equals(toPlanes)
        ? Optional.of(new PictureInput(input, false, single, channels))
        : Optional.empty();
  }

  private Optional<PictureInput> gathered(OnnxNode node, Constant indices) {
    List<Long> order = indices.integers().orElse(List.of());
    if (single || channelsLast || node.integer("axis", 0) != 1 || order.isEmpty()) {
      return Optional.empty();
    }
    List<Channel> chosen = new ArrayList<>();
    for (long index : order) {
      if (index < 0 || index >= channels.size()) {
        return Optional.empty();
      }
      chosen.add(channels.get((int) index));
    }
    return Optional.of(new PictureInput(input, false, indices.extents().isEmpty(), chosen));
  }

  private static Optional<PictureInput> joined(
      OnnxNode node, List<PictureInput> inputs, List<Constant> constants) {
    List<Channel> all = new ArrayList<>();
    for (PictureInput each : inputs) {
      if (each.single || each.channelsLast || all.size() > COUNT) {
        return Optional.empty();
      }
      all.addAll(each.channels);
    }
    return constants.isEmpty() && node.integer("axis", 1) == 1
        ? Optional.of(new PictureInput(inputs.get(0).input, false, false, all))
        : Optional.empty();
  }

  private Optional<PictureInput> computed(
      ProtobufFile file, OnnxNode node, List<Constant> constants, boolean constantFirst)
      throws IOException {
    Optional<float[]> few = constants.size() == 1 ? constants.get(0).few(file) : Optional.empty();
    boolean forwards = node.type().equals("Add") || node.type().equals("Mul");
    return few.isEmpty() || (constantFirst && !forwards)
        ? Optional.empty()
        : computed(node.type(), constants.get(0), few.get());
  }

  private Optional<PictureInput> computed(String type, Constant constant, float[] values) {
    // One value for all, or [3, 1, 1] for planes, or [3] where the channels are last.
    List<Integer> extents = constant.extents();
    int behind = channelsLast ? 0 : 2;
    boolean each =
        values.length == channels.size()
            && extents.size() > behind
            && extents.get(extents.size() - 1 - behind) == values.length;
    if (values.length != 1 && !each) {
      return Optional.empty();
    }
    List<Channel> changed = new ArrayList<>();
    for (int i = 0; i < channels.size(); i++) {
      Channel c = channels.get(i);
      double value = values[values.length == 1 ? 0 : i];
      changed.add(
          switch (type) {
            case "Add" -> new Channel(c.source, c.scale, c.shift + value);
            case "Sub" -> new Channel(c.source, c.scale, c.shift - value);
            case "Mul" -> new Channel(c.source, c.scale * value, c.shift * value);
            default -> new Channel(c.source, c.scale / value, c.shift / value);
          });
    }
    return Optional.of(
        new PictureInput(input, channelsLast, single, Collections.unmodifiableList(changed)));
  }
}
