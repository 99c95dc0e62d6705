package io.github.googlenet4j.serve.v2;

import io.github.googlenet4j.serve.load.Question;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes questions of an input tensor. A shape is what a client says: every length is checked as 64
 * bits before anything is multiplied or taken.
 */
final class InputReader {
  private static final int CHANNELS = 3;

  private final int most;

  /**
   * @param most pictures in one request
   */
  InputReader(int most) {
    this.most = most;
  }

  /** Pictures as they are in files, from a tensor {@code BYTES [n]} or {@code [n, 1]}. */
  List<Question> pictures(InferRequest.Input input) {
    require(Datatype.BYTES.isCalled(input.datatype()), input, "datatype BYTES", shown(input));
    List<Long> shape = input.shape();
    boolean fits = shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
    require(fits, input, "shape [pictures]", shape);
    long count = count(input);
    List<byte[]> files =
        input.data() instanceof TensorData.Elements elements
            ? elements.values()
            : elements(input, count);
    require(files.size() == count, input, count + " elements", files.size());
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      questions.add(
          new Question.Picture(files.get(i), files.size() == 1 ? "picture" : "picture " + i));
    }
    return questions;
  }

  private long count(InferRequest.Input input) {
    long count = input.shape().isEmpty() ? 0 : input.shape().get(0);
    require(count >= 1 && count <= most, input, "1 to " + most + " pictures", count);
    return count;
  }

  private static List<byte[]> elements(InferRequest.Input input, long count) {
    require(input.data() instanceof TensorData.Raw, input, "elements of bytes", "numbers");
    ByteBuffer bytes = raw(input).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> elements = new ArrayList<>();
    while (bytes.hasRemaining()) {
      require(elements.size() < count, input, count + " elements", "more");
      require(bytes.remaining() >= Integer.BYTES, input, "4 bytes of a length", bytes.remaining());
      long length = Integer.toUnsignedLong(bytes.getInt());
      require(length <= bytes.remaining(), input, length + " bytes", bytes.remaining());
      byte[] element = new byte[(int) length];
      bytes.get(element);
      elements.add(element);
    }
    return elements;
  }

  private static ByteBuffer raw(InferRequest.Input input) {
    return ((TensorData.Raw) input.data()).bytes().duplicate();
  }

  /** Squares of numbers 0..255, from a tensor NHWC or NCHW of float32 or unsigned bytes. */
  List<Question> squares(InferRequest.Input input, int side) {
    boolean bytes = Datatype.UINT8.isCalled(input.datatype());
    boolean floats = Datatype.FP32.isCalled(input.datatype());
    require(bytes || floats, input, "datatype FP32 or UINT8", shown(input));
    boolean planes = isShape(input.shape(), CHANNELS, side, side);
    require(
        planes || isShape(input.shape(), side, side, CHANNELS),
        input,
        "shape [pictures, %d, %d, 3] or [pictures, 3, %d, %d]".formatted(side, side, side, side),
        input.shape());
    long count = count(input);
    int size = CHANNELS * side * side;
    long needed = count * size;
    Numbers numbers = numbers(input, bytes, needed);
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = i * size;
      Question.Square square =
          planes
              ? (batch, index) -> numbers.planes(from, side * side, batch, index * size)
              : (batch, index) -> numbers.pixels(from, size, batch, index * size);
      questions.add(square);
    }
    return questions;
  }

  private static Numbers numbers(InferRequest.Input input, boolean bytes, long needed) {
    if (input.data() instanceof TensorData.Floats floats) {
      require(floats.count() == needed, input, needed + " numbers", floats.count());
      Numbers numbers = new Numbers.OfFloats(floats.values());
      if (bytes) {
        numbers.requireBytes(input.name(), (int) needed);
      } else {
        numbers.requireFinite(input.name(), (int) needed);
      }
      return numbers;
    }
    require(input.data() instanceof TensorData.Raw, input, "numbers", "elements of bytes");
    ByteBuffer raw = raw(input);
    long length = needed * (bytes ? 1 : Float.BYTES);
    require(raw.remaining() == length, input, length + " bytes", raw.remaining());
    if (bytes) {
      return new Numbers.OfBytes(raw.slice());
    }
    Numbers numbers =
        new Numbers.OfRawFloats(raw.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
    numbers.requireFinite(input.name(), (int) needed);
    return numbers;
  }

  private static boolean isShape(List<Long> shape, long... sides) {
    if (shape.size() != 1 + sides.length) {
      return false;
    }
    for (int i = 0; i < sides.length; i++) {
      if (shape.get(1 + i) != sides[i]) {
        return false;
      }
    }
    return true;
  }

  private static String shown(InferRequest.Input input) {
    return Datatype.shown(input.datatype());
  }

  private static void require(
      boolean holds, InferRequest.Input input, String expected, Object found) {
    if (!holds) {
      String name = Datatype.shown(input.name());
      throw Bad.request(name, expected, found, "Ask for the model's metadata.");
    }
  }
}
