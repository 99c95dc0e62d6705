package io.github.googlenet4j.graph;

import java.util.List;

/**
 * Float32 values with a shape, row-major.
 *
 * <p>The array is not copied. Do not change its values.
 */
public final class Tensor {
  private final List<Integer> shape;
  private final float[] values;

  /**
   * @throws IllegalArgumentException if the shape does not hold as many values as the array
   */
  public Tensor(List<Integer> shape, float[] values) {
    this.shape = List.copyOf(shape);
    this.values = values;
    long size = this.shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (size != values.length) {
      throw new IllegalArgumentException(
          "tensor: expected %d values for shape %s, found %d."
              .formatted(size, shape, values.length));
    }
  }

  /** Extents, outermost first. */
  public List<Integer> shape() {
    return shape;
  }

  /** The values themselves, not a copy. */
  public float[] values() {
    return values;
  }
}
