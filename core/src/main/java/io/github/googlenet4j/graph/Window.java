package io.github.googlenet4j.graph;

/**
 * The square window of a pooling layer.
 *
 * <p>Published GoogLeNets differ in it: Caffe rounds the number of windows up, so that the last one
 * may extend beyond the edge; the reference document's program pads by one and rounds down.
 * Rounding up follows Caffe and PyTorch: a window that would start beyond the picture and its
 * padding is left out. Pixels outside of the picture do not count.
 *
 * @param kernel side of the window in pixels
 * @param stride distance between windows in pixels
 * @param padding pixels added on each of the four sides
 * @param roundUp whether a last window that lies only partly inside counts
 */
public record Window(int kernel, int stride, int padding, boolean roundUp) {
  public Window {
    if (kernel < 1 || stride < 1 || padding < 0 || 2 * padding > kernel) {
      throw new IllegalArgumentException(
          "window: expected kernel and stride from 1 and padding up to half the kernel, found"
              + " kernel %d, stride %d, padding %d.".formatted(kernel, stride, padding));
    }
  }

  /** How many windows fit along an edge of {@code length} pixels. */
  public int count(int length) {
    int room = length + 2 * padding - kernel;
    int count = (roundUp ? -Math.floorDiv(-room, stride) : Math.floorDiv(room, stride)) + 1;
    return roundUp && (count - 1) * stride >= length + padding ? count - 1 : count;
  }

  Shape shape(Shape input) {
    return new Shape(count(input.height()), count(input.width()), input.channels());
  }
}
