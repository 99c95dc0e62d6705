package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.protobuf.ProtobufFields;
import io.github.googlenet4j.protobuf.ProtobufFile;
import io.github.googlenet4j.protobuf.Span;
import io.github.googlenet4j.protobuf.StoredNumbers;
import io.github.googlenet4j.protobuf.StoredTensor;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads TensorProto messages. The values of large ones stay in the file. */
final class ConstantReader {
  private static final int LONGEST_NAME = 4096;
  private static final int MOST_EXTENTS = 32;
  private static final int FEW = 64;

  // Numbers of TensorProto.DataType.
  private static final int FLOAT = 1;
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int FLOAT16 = 10;
  private static final int DOUBLE = 11;
  private static final int BFLOAT16 = 16;

  private final ProtobufFile file;

  ConstantReader(ProtobufFile file) {
    this.file = file;
  }

  /**
   * Reads one.
   *
   * @throws io.github.googlenet4j.file.ModelFileException if its values are in another file, or are
   *     not as many as its shape holds
   */
  Constant read(ProtobufFields tensor) throws IOException {
    String name = "";
    int type = 0;
    boolean elsewhere = false;
    List<Long> extents = new ArrayList<>();
    List<Long> integers = new ArrayList<>();
    StoredNumbers.Collector floats = new StoredNumbers.Collector();
    StoredNumbers.Collector doubles = new StoredNumbers.Collector();
    Optional<Span> raw = Optional.empty();
    while (tensor.next()) {
      switch (tensor.number()) {
        case 1 -> tensor.integers(extents, MOST_EXTENTS);
        case 2 -> type = (int) tensor.integer();
        case 4 -> floats.add(tensor.floats());
        case 5, 7 -> tensor.integers(integers, Integer.MAX_VALUE); // a file's fields are limited
        case 8 -> name = tensor.text(LONGEST_NAME);
        case 9 -> raw = Optional.of(tensor.content());
        case 10 -> doubles.add(tensor.doubles());
        case 13 -> elsewhere = true;
        case 14 -> elsewhere |= tensor.integer() != 0;
        default -> {}
      }
    }
    if (elsewhere) {
      throw file.refused(
          "the values of all tensors in the file",
          "those of %s in another one, which is never opened"
              .formatted(PrintableText.shortened(name)),
          "Save it as one file: onnx.save(onnx.load(\"model.onnx\"), \"one.onnx\").");
    }
    Optional<StoredNumbers> numbers =
        switch (type) {
          case FLOAT -> numbers(StoredNumbers.Type.F32, raw, floats);
          case DOUBLE -> numbers(StoredNumbers.Type.F64, raw, doubles);
          case FLOAT16 -> numbers(StoredNumbers.Type.F16, raw, new StoredNumbers.Collector());
          case BFLOAT16 -> numbers(StoredNumbers.Type.BF16, raw, new StoredNumbers.Collector());
          default -> Optional.empty();
        };
    if ((type == FLOAT16 || type == BFLOAT16) && raw.isEmpty() && !integers.isEmpty()) {
      throw file.refused(
          "the values of %s as bytes (raw_data)".formatted(PrintableText.shortened(name)),
          "numbers (int32_data)",
          "Save it as float32.");
    }
    if (numbers.isPresent()) {
      List<Integer> shape = StoredTensor.of(file, name, extents, numbers.get()).shape();
      return new Constant(name, word(type), shape, numbers, Optional.empty(), false, false);
    }
    Optional<List<Long>> few =
        raw.isPresent() ? few(type, raw.get()) : Optional.of(integers).filter(n -> n.size() <= FEW);
    boolean whole = type == INT32 || type == INT64;
    List<Integer> shape = extents.isEmpty() ? List.of() : List.of(-1);
    return new Constant(
        name, word(type), shape, Optional.empty(), whole ? few : Optional.empty(), false, false);
  }

  private Optional<StoredNumbers> numbers(
      StoredNumbers.Type type, Optional<Span> raw, StoredNumbers.Collector list)
      throws IOException {
    if (raw.isEmpty()) {
      return Optional.of(list.as(type));
    }
    if (!list.isEmpty() || raw.get().length() % type.bytes() != 0) {
      throw file.refused(
          "a tensor's values once, as numbers of %d bytes".formatted(type.bytes()),
          list.isEmpty() ? raw.get().length() + " bytes" : "two lists",
          "The file is damaged: copy it again.");
    }
    StoredNumbers.Collector bytes = new StoredNumbers.Collector();
    bytes.add(raw.get());
    return Optional.of(bytes.as(type));
  }

  /** The whole numbers in a few bytes. */
  private Optional<List<Long>> few(int type, Span raw) throws IOException {
    int size = type == INT64 ? Long.BYTES : Integer.BYTES;
    if ((type != INT64 && type != INT32) || raw.length() % size != 0 || raw.length() / size > FEW) {
      return Optional.empty();
    }
    ByteBuffer bytes = file.bytes(raw).order(ByteOrder.LITTLE_ENDIAN);
    List<Long> values = new ArrayList<>();
    while (bytes.hasRemaining()) {
      values.add(type == INT64 ? bytes.getLong() : bytes.getInt());
    }
    return Optional.of(values);
  }

  private static String word(int type) {
    return switch (type) {
      case FLOAT -> "FLOAT";
      case 2 -> "UINT8";
      case 3 -> "INT8";
      case INT32 -> "INT32";
      case INT64 -> "INT64";
      case FLOAT16 -> "FLOAT16";
      case DOUBLE -> "DOUBLE";
      case BFLOAT16 -> "BFLOAT16";
      default -> "type " + type;
    };
  }
}
