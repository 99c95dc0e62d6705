package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.protobuf.ProtobufFile;
import io.github.googlenet4j.protobuf.StoredNumbers;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A tensor that the file holds: weights, or a few whole numbers such as a shape.
 *
 * @param name that nodes read it under
 * @param type in ONNX's words, for messages: {@code FLOAT}
 * @param extents outermost first
 * @param numbers its values, if they are floating point
 * @param integers its values, if they are few whole numbers
 * @param transposed whether a node exchanged its two extents
 * @param spread whether a node repeated its one value
 */
record Constant(
    String name,
    String type,
    List<Integer> extents,
    Optional<StoredNumbers> numbers,
    Optional<List<Long>> integers,
    boolean transposed,
    boolean spread) {

  /** The most values that are read while the graph is. */
  private static final int FEW = 64;

  Constant {
    extents = List.copyOf(extents);
  }

  /** The same under another name. */
  Constant named(String other) {
    return new Constant(other, type, extents, numbers, integers, transposed, spread);
  }

  Constant asTransposed() {
    return new Constant(name, type, extents, numbers, integers, !transposed, spread);
  }

  /** Whole numbers as a list, also where they are one; others as they are. */
  Constant asList() {
    return floating()
        ? this
        : new Constant(name, type, List.of(-1), numbers, integers, transposed, spread);
  }

  Constant asSpread() {
    return new Constant(name, type, extents, numbers, integers, transposed, true);
  }

  boolean floating() {
    return numbers.isPresent();
  }

  /** How many values it has. */
  long count() {
    return numbers
        .map(StoredNumbers::count)
        .orElseGet(() -> (long) integers.map(List::size).orElse(-1));
  }

  /** Whether at most one extent is above 1, so that another shape changes nothing. */
  boolean isVector() {
    return extents.stream().filter(extent -> extent != 1).count() <= 1;
  }

  /** Whether it gives a value for each of so many channels. */
  boolean perChannel(int channels) {
    return floating() && ((isVector() && count() == channels) || (spread && count() == 1));
  }

  /** The values, if they are few numbers of floating point. */
  Optional<float[]> few(ProtobufFile file) throws IOException {
    return numbers.isPresent() && count() <= FEW
        ? Optional.of(numbers.get().read(file))
        : Optional.empty();
  }

  /** All values, a single spread one so many times. */
  float[] values(ProtobufFile file, int channels) throws IOException {
    float[] values = numbers.orElseThrow().read(file);
    if (spread && values.length == 1) {
      float[] all = new float[channels];
      Arrays.fill(all, values[0]);
      return all;
    }
    return values;
  }
}
