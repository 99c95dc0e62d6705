package io.github.googlenet4j.onnx;

import io.github.googlenet4j.protobuf.ProtobufMessage;
import java.util.List;

/**
 * The nodes and constants of an ONNX graph, as onnx.proto's GraphProto numbers its fields.
 *
 * <p>Attributes are AttributeProto messages, made by the static methods.
 */
final class OnnxGraphBuilder {
  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT8 = 3;
  static final int INT32 = 6;
  private static final int INT64 = 7;

  private final ProtobufMessage graph = new ProtobufMessage();
  private final ProtobufMessage constants = new ProtobufMessage();

  /** Adds an operator with one result; its node has the result's name. */
  void add(String type, List<String> inputs, String output, ProtobufMessage... attributes) {
    ProtobufMessage node = new ProtobufMessage();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, output).text(4, type);
    for (ProtobufMessage attribute : attributes) {
      node.message(5, attribute);
    }
    graph.message(1, node);
  }

  static ProtobufMessage number(String name, long value) {
    return new ProtobufMessage().text(1, name).number(3, value).number(20, 2);
  }

  static ProtobufMessage numbers(String name, long... values) {
    return new ProtobufMessage().text(1, name).numbers(8, values).number(20, 7);
  }

  static ProtobufMessage decimal(String name, double value) {
    return new ProtobufMessage().text(1, name).decimal(2, (float) value).number(20, 1);
  }

  /** A constant tensor of float32; the array is kept. */
  void constant(String name, List<Integer> shape, float[] values) {
    ProtobufMessage tensor = new ProtobufMessage();
    shape.forEach(dimension -> tensor.number(1, dimension));
    constants.message(5, tensor.number(2, FLOAT).text(8, name).floats(9, values));
  }

  /** A constant tensor of a type of whole numbers, its bytes low first. */
  void constant(String name, int type, List<Integer> shape, byte[] values) {
    ProtobufMessage tensor = new ProtobufMessage();
    shape.forEach(dimension -> tensor.number(1, dimension));
    constants.message(5, tensor.number(2, type).text(8, name).bytes(9, values));
  }

  /** A constant vector of whole numbers. */
  void constant(String name, long... values) {
    ProtobufMessage tensor = new ProtobufMessage().number(1, values.length).number(2, INT64);
    constants.message(5, tensor.numbers(7, values).text(8, name));
  }

  /** One dimension of an input or output: known, or given by name. */
  record Dimension(long value, String name) {
    static Dimension of(long value) {
      return new Dimension(value, "");
    }

    static Dimension any(String name) {
      return new Dimension(0, name);
    }

    private ProtobufMessage message() {
      return name.isEmpty()
          ? new ProtobufMessage().number(1, value)
          : new ProtobufMessage().text(2, name);
    }
  }

  /** A ValueInfoProto: name, element type and shape of an input or output. */
  private static ProtobufMessage value(String name, int type, List<Dimension> dimensions) {
    ProtobufMessage shape = new ProtobufMessage();
    dimensions.forEach(dimension -> shape.message(1, dimension.message()));
    ProtobufMessage tensor = new ProtobufMessage().number(1, type).message(2, shape);
    return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
  }

  void input(String name, int type, List<Dimension> dimensions) {
    graph.message(11, value(name, type, dimensions));
  }

  void output(String name, List<Dimension> dimensions) {
    graph.message(12, value(name, FLOAT, dimensions));
  }

  /** The whole graph. */
  ProtobufMessage graph(String name) {
    return new ProtobufMessage().text(2, name).append(graph).append(constants);
  }
}
