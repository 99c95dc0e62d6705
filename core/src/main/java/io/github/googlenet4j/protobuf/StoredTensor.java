package io.github.googlenet4j.protobuf;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor in a file, before its values are read.
 *
 * @param shape extents, outermost first
 * @param numbers as many as the shape holds
 */
public record StoredTensor(List<Integer> shape, StoredNumbers numbers)
    implements TensorFile.Description {
  private static final int MOST_EXTENTS = 8;

  public StoredTensor {
    shape = List.copyOf(shape);
  }

  /**
   * Checks a tensor's extents against its values, before memory is taken.
   *
   * @param name for the message
   * @throws ModelFileException if an extent is out of range, or there are more or fewer values
   */
  public static StoredTensor of(
      ProtobufFile file, String name, List<Long> extents, StoredNumbers numbers)
      throws ModelFileException {
    String of = " of tensor " + PrintableText.shortened(name);
    if (extents.size() > MOST_EXTENTS) {
      throw file.damaged("at most %d extents".formatted(MOST_EXTENTS) + of, extents.size());
    }
    List<Integer> shape = new ArrayList<>();
    long values = 1;
    for (long extent : extents) {
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw file.damaged("extents from 0 to 2^31-1" + of, extent);
      }
      values = values > Integer.MAX_VALUE ? values : values * extent; // at most 2^62
      shape.add((int) extent);
    }
    if (values != numbers.count()) {
      throw file.damaged(
          "as many values%s as shape %s holds".formatted(of, shape), numbers.count());
    }
    return new StoredTensor(shape, numbers);
  }

  /** The same values under another shape of as many. */
  public StoredTensor reshaped(List<Integer> other) {
    return new StoredTensor(other, numbers);
  }

  /** The values. */
  public Tensor read(ProtobufFile file) throws IOException {
    return new Tensor(shape, numbers.read(file));
  }

  @Override
  public String type() {
    return numbers.type().name();
  }

  @Override
  public boolean readable() {
    return true;
  }
}
