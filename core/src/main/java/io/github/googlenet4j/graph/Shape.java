package io.github.googlenet4j.graph;

/**
 * Height, width and channels of one picture's activations. A batch of n pictures is laid out n x
 * height x width x channels (NHWC).
 */
public record Shape(int height, int width, int channels) {
  public Shape {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "shape: expected extents from 1, found %dx%dx%d.".formatted(height, width, channels));
    }
  }

  /** Values per picture: height x width x channels. */
  public int size() {
    return Math.multiplyExact(Math.multiplyExact(height, width), channels);
  }

  /** As the paper's Table 1 writes it, for instance {@code 28x28x192}. */
  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }
}
