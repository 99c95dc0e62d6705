package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.foreign.onnx.OnnxGraph.Input;
import io.github.googlenet4j.foreign.onnx.OnnxNode.Attribute;
import io.github.googlenet4j.protobuf.ProtobufFields;
import io.github.googlenet4j.protobuf.ProtobufFile;
import io.github.googlenet4j.protobuf.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the messages of onnx.proto, by the numbers of their fields. */
final class OnnxReader {
  private static final int LONGEST_NAME = 4096;
  private static final int LONGEST_VALUE = 1 << 20; // a thousand labels
  private static final int MOST_EXTENTS = 32;
  private static final int MOST_INTEGERS = 64;
  private static final int OLDEST_INTERMEDIATE = 3;
  private static final int OLDEST_OPERATORS = 3;

  private final ProtobufFile file;
  private final ConstantReader tensors;
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, Constant> constants = new LinkedHashMap<>();
  private final List<Input> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  OnnxReader(ProtobufFile file) {
    this.file = file;
    this.tensors = new ConstantReader(file);
  }

  /** Reads a ModelProto, the whole file. */
  OnnxGraph read() throws IOException {
    long intermediate = 0;
    long operators = 0;
    Optional<Span> graph = Optional.empty();
    ProtobufFields model = file.fields(file.whole());
    while (model.next()) {
      switch (model.number()) {
        case 1 -> intermediate = model.integer();
        case 7 -> {
          if (graph.isPresent()) {
            throw notOnnx("one graph", "two");
          }
          graph = Optional.of(model.content());
        }
        case 8 -> operators = Math.max(operators, operatorSet(model.message()));
        case 14 -> readMetadata(model.message());
        default -> {} // who wrote it
      }
    }
    if (intermediate < OLDEST_INTERMEDIATE) {
      throw notOnnx("an ONNX file of IR version 3 or newer", intermediate);
    }
    if (operators < OLDEST_OPERATORS) {
      throw notOnnx("an ONNX file with operators of version 3 or newer", operators);
    }
    readGraph(file.fields(graph.orElseThrow(() -> notOnnx("a graph", "none"))));
    inputs.removeIf(input -> constants.containsKey(input.name()));
    return new OnnxGraph(intermediate, operators, nodes, constants, inputs, outputs, metadata);
  }

  private ModelFileException notOnnx(String expected, Object found) {
    return file.refused(expected, found, "Write it again with a newer version of its program.");
  }

  /** The version of ONNX's own operators; 0 for those of another domain. */
  private long operatorSet(ProtobufFields set) throws IOException {
    String domain = "";
    long version = 0;
    while (set.next()) {
      switch (set.number()) {
        case 1 -> domain = set.text(LONGEST_NAME);
        case 2 -> version = set.integer();
        default -> {}
      }
    }
    return domain.isEmpty() || domain.equals("ai.onnx") ? version : 0;
  }

  private void readMetadata(ProtobufFields entry) throws IOException {
    String key = "";
    String value = "";
    while (entry.next()) {
      switch (entry.number()) {
        case 1 -> key = entry.text(LONGEST_NAME);
        case 2 -> value = entry.text(LONGEST_VALUE);
        default -> {}
      }
    }
    metadata.put(key, value);
  }

  private void readGraph(ProtobufFields graph) throws IOException {
    Set<String> results = new HashSet<>();
    while (graph.next()) {
      switch (graph.number()) {
        case 1 -> {
          OnnxNode node = node(graph.message());
          for (String output : node.outputs()) {
            if (!output.isEmpty() && !results.add(output)) {
              throw notOnnx("each result once", "two of " + node);
            }
          }
          nodes.add(node);
        }
        case 5 -> {
          Constant constant = tensors.read(graph.message());
          if (constants.put(constant.name(), constant) != null) {
            throw notOnnx("each tensor once", "two of one name");
          }
        }
        case 11 -> inputs.add(input(graph.message()));
        case 12 -> outputs.add(input(graph.message()).name());
        default -> {} // shapes between nodes, documentation
      }
    }
  }

  private OnnxNode node(ProtobufFields node) throws IOException {
    String type = "";
    String domain = "";
    String name = "";
    List<String> reads = new ArrayList<>();
    List<String> writes = new ArrayList<>();
    Map<String, Attribute> attributes = new HashMap<>();
    while (node.next()) {
      switch (node.number()) {
        case 1 -> reads.add(node.text(LONGEST_NAME));
        case 2 -> writes.add(node.text(LONGEST_NAME));
        case 3 -> name = node.text(LONGEST_NAME);
        case 4 -> type = node.text(LONGEST_NAME);
        case 5 -> readAttribute(node.message(), attributes);
        case 7 -> domain = node.text(LONGEST_NAME);
        default -> {} // documentation and metadata
      }
    }
    return new OnnxNode(
        type, domain.equals("ai.onnx") ? "" : domain, name, reads, writes, attributes);
  }

  private void readAttribute(ProtobufFields attribute, Map<String, Attribute> into)
      throws IOException {
    String name = "";
    long integer = 0;
    float decimal = 0;
    String text = "";
    List<Long> integers = new ArrayList<>();
    Optional<Float> onlyDecimal = Optional.empty();
    Optional<Constant> tensor = Optional.empty();
    while (attribute.next()) {
      switch (attribute.number()) {
        case 1 -> name = attribute.text(LONGEST_NAME);
        case 2 -> {
          decimal = attribute.decimal();
          onlyDecimal = Optional.of(decimal);
        }
        case 3 -> integer = attribute.integer();
        case 4 -> text = attribute.text(LONGEST_NAME);
        case 5 -> tensor = Optional.of(tensors.read(attribute.message()));
        case 8 -> attribute.integers(integers, MOST_INTEGERS);
        default -> {} // other graphs, lists, documentation
      }
    }
    into.put(name, new Attribute(integer, decimal, text, integers, onlyDecimal, tensor));
  }

  /** A ValueInfoProto; what is no tensor has no extents. */
  private Input input(ProtobufFields value) throws IOException {
    String name = "";
    int type = 0;
    List<Long> extents = new ArrayList<>();
    while (value.next()) {
      if (value.number() == 1) {
        name = value.text(LONGEST_NAME);
      } else if (value.number() == 2) {
        ProtobufFields kind = value.message();
        while (kind.next()) {
          if (kind.number() == 1) {
            ProtobufFields tensor = kind.message();
            while (tensor.next()) {
              if (tensor.number() == 1) {
                type = (int) tensor.integer();
              } else if (tensor.number() == 2) {
                readExtents(tensor.message(), extents);
              }
            }
          }
        }
      }
    }
    return new Input(name, type, extents);
  }

  private void readExtents(ProtobufFields shape, List<Long> into) throws IOException {
    while (shape.next()) {
      if (shape.number() == 1) {
        if (into.size() == MOST_EXTENTS) {
          throw notOnnx("at most %d extents".formatted(MOST_EXTENTS), "more");
        }
        long extent = 0;
        ProtobufFields dimension = shape.message();
        while (dimension.next()) {
          if (dimension.number() == 1) {
            extent = dimension.integer();
          }
        }
        into.add(Math.max(0, extent)); // some write -1 for an open one
      }
    }
  }
}
