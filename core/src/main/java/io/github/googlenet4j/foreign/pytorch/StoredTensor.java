package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.TensorFile.Description;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Storage;
import io.github.googlenet4j.text.PrintableText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A tensor before its values are read: which values of a storage it has.
 *
 * @param data the storage, or the part of one
 * @param dataType how a value is stored
 * @param offset of the first value, in values from the beginning of the part
 * @param size extents as the file has them, unchecked
 * @param stride how many values lie between neighbours of each dimension, unchecked
 */
record StoredTensor(
    Storage data, DataType dataType, long offset, List<Long> size, List<Long> stride)
    implements PythonValue, Description {
  /** A dimension that has more than one value. */
  record Dimension(int count, long stride, int index) {}

  @Override
  public String type() {
    return dataType.word;
  }

  @Override
  public boolean readable() {
    return dataType.readable();
  }

  /** Extents, outermost first; only of a tensor that has been checked. */
  @Override
  public List<Integer> shape() {
    return size.stream().map(Math::toIntExact).toList();
  }

  @Override
  public String kind() {
    return "a tensor";
  }

  /** How many values it has. */
  long count() {
    return size.stream().reduce(1L, Math::multiplyExact);
  }

  /** The dimensions with more than one value, farthest apart first. */
  List<Dimension> dimensions() {
    List<Dimension> dimensions = new ArrayList<>();
    for (int i = 0; i < size.size(); i++) {
      if (size.get(i) != 1) {
        dimensions.add(new Dimension(Math.toIntExact(size.get(i)), stride.get(i), i));
      }
    }
    dimensions.sort(Comparator.comparingLong(Dimension::stride).reversed());
    return dimensions;
  }

  /** How many values there are in the storage, which may be untyped. */
  private long stored() {
    return data.type() == null ? data.length() / dataType.bytes : data.length();
  }

  /**
   * Checks that every value lies in the storage, and none twice in the tensor.
   *
   * @throws ModelFileException if not; the storage's own length is checked elsewhere
   */
  void check(String name, OpenFile file) throws ModelFileException {
    for (long extent : size) {
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw refused(name, file, "extents from 0 to " + Integer.MAX_VALUE, size.toString());
      }
    }
    if (offset < 0 || offset > stored()) {
      throw refused(
          name, file, "a beginning within the %d values stored".formatted(stored()), "" + offset);
    }
    if (size.contains(0L)) {
      return;
    }
    long reach = 0; // from the first value to the last one
    List<Dimension> dimensions = dimensions();
    for (int i = dimensions.size() - 1; i >= 0; i--) {
      Dimension dimension = dimensions.get(i);
      if (dimension.stride() <= reach) {
        throw new ModelFileException(
            file.path(),
            ("tensor %s: expected values that lie apart, found some that overlap (shape %s,"
                    + " strides %s). Save a copy of it: tensor.clone().contiguous().")
                .formatted(PrintableText.shortened(name), size, stride));
      }
      if (dimension.stride() > (stored() - 1 - reach) / (dimension.count() - 1)) {
        throw beyond(name, file);
      }
      reach += (dimension.count() - 1) * dimension.stride();
    }
    if (offset + reach >= stored()) {
      throw beyond(name, file);
    }
  }

  private ModelFileException beyond(String name, OpenFile file) {
    return refused(
        name,
        file,
        "values within the %d stored".formatted(stored()),
        "shape %s, strides %s from value %d".formatted(size, stride, offset));
  }

  private static ModelFileException refused(
      String name, OpenFile file, String expected, String found) {
    return file.refused(
        "tensor %s: %s".formatted(PrintableText.shortened(name), expected),
        found,
        OpenFile.HOSTILE);
  }
}
