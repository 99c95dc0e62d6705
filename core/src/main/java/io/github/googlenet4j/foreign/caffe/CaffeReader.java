package io.github.googlenet4j.foreign.caffe;

import io.github.googlenet4j.protobuf.ProtobufFields;
import io.github.googlenet4j.protobuf.ProtobufFile;
import io.github.googlenet4j.protobuf.Span;
import io.github.googlenet4j.protobuf.StoredNumbers;
import io.github.googlenet4j.protobuf.StoredTensor;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a NetParameter message: its name and its layers, old (V1) and new. */
final class CaffeReader {
  private static final int LONGEST_NAME = 4096;
  private static final int MOST_EXTENTS = 32; // Caffe's own limit
  private static final float DEFAULT_EPSILON = 1e-5f;

  private final ProtobufFile file;
  private final List<Layer> layers = new ArrayList<>();
  private String name = "";

  CaffeReader(ProtobufFile file) {
    this.file = file;
  }

  /** The network's name; empty if it has none. */
  String name() {
    return name;
  }

  /** Reads the whole file. */
  List<Layer> layers() throws IOException {
    ProtobufFields net = file.fields(file.whole());
    while (net.next()) {
      switch (net.number()) {
        case 1 -> name = net.text(LONGEST_NAME);
        case 2 -> layers.add(layer(net.message(), V1));
        case 100 -> layers.add(layer(net.message(), V2));
        default -> {} // the network's inputs and state
      }
    }
    return layers;
  }

  /** The field numbers of a layer; {@code absent} where there is no such field. */
  private record LayerFields(
      int name, int type, int bottom, int top, int blobs, int norm, int older) {}

  private static final int ABSENT = -1;
  private static final LayerFields V1 = new LayerFields(4, ABSENT, 2, 3, 6, ABSENT, 1);
  private static final LayerFields V2 = new LayerFields(1, 2, 3, 4, 7, 139, ABSENT);

  private Layer layer(ProtobufFields layer, LayerFields fields) throws IOException {
    String layerName = "";
    String type = "";
    float epsilon = DEFAULT_EPSILON;
    List<String> bottoms = new ArrayList<>();
    List<String> tops = new ArrayList<>();
    List<Span> blobs = new ArrayList<>();
    while (layer.next()) {
      int number = layer.number();
      if (number == fields.name) {
        layerName = layer.text(LONGEST_NAME);
      } else if (number == fields.type) {
        type = layer.text(LONGEST_NAME);
      } else if (number == fields.bottom) {
        bottoms.add(layer.text(LONGEST_NAME));
      } else if (number == fields.top) {
        tops.add(layer.text(LONGEST_NAME));
      } else if (number == fields.blobs) {
        blobs.add(layer.content());
      } else if (number == fields.norm) {
        epsilon = epsilon(layer.message());
      } else if (number == fields.older) {
        throw file.refused(
            "layers of Caffe since 2013 (V1 or newer)",
            "older ones (V0)",
            "Convert the file with Caffe's upgrade_net_proto_binary.");
      }
    }
    List<StoredTensor> tensors = new ArrayList<>();
    for (Span blob : blobs) {
      tensors.add(blob(layerName, file.fields(blob)));
    }
    return new Layer(layerName, type, bottoms, tops, tensors, epsilon);
  }

  private float epsilon(ProtobufFields parameters) throws IOException {
    float epsilon = DEFAULT_EPSILON;
    while (parameters.next()) {
      if (parameters.number() == 3) {
        epsilon = parameters.decimal();
      }
    }
    return epsilon;
  }

  private StoredTensor blob(String layer, ProtobufFields blob) throws IOException {
    StoredNumbers.Collector floats = new StoredNumbers.Collector();
    StoredNumbers.Collector doubles = new StoredNumbers.Collector();
    Long[] old = {0L, 0L, 0L, 0L}; // num, channels, height, width
    boolean anyOld = false;
    Optional<List<Long>> shape = Optional.empty();
    while (blob.next()) {
      switch (blob.number()) {
        case 1, 2, 3, 4 -> {
          old[blob.number() - 1] = blob.integer();
          anyOld = true;
        }
        case 5 -> floats.add(blob.floats());
        case 7 -> shape = Optional.of(shape(blob.message()));
        case 8 -> doubles.add(blob.doubles());
        default -> {} // gradients
      }
    }
    if (!floats.isEmpty() && !doubles.isEmpty()) {
      throw file.refused(
          "either float32 or float64 values of layer " + PrintableText.shortened(layer),
          "both",
          "Save it again with Caffe.");
    }
    StoredNumbers numbers =
        doubles.isEmpty() ? floats.as(StoredNumbers.Type.F32) : doubles.as(StoredNumbers.Type.F64);
    List<Long> extents = shape.orElse(anyOld ? List.of(old) : List.of(numbers.count()));
    StoredTensor tensor = StoredTensor.of(file, layer, extents, numbers);
    return tensor.reshaped(withoutOldExtents(tensor.shape()));
  }

  private List<Long> shape(ProtobufFields message) throws IOException {
    List<Long> extents = new ArrayList<>();
    while (message.next()) {
      if (message.number() == 1) {
        message.integers(extents, MOST_EXTENTS);
      }
    }
    return extents;
  }

  /**
   * Old files store all weights with four extents: a bias as 1x1x1xn, a linear layer's weights as
   * 1x1xoutputsxinputs. Converted files keep that under the new field. A convolution has more than
   * one output or input.
   */
  private static List<Integer> withoutOldExtents(List<Integer> shape) {
    if (shape.size() != 4 || shape.get(0) != 1 || shape.get(1) != 1) {
      return shape;
    }
    return shape.subList(shape.get(2) == 1 ? 3 : 2, 4);
  }
}
