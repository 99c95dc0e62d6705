package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The border around each input picture, for a first convolution whose padding is not zero. oneDNN
 * pads with zeros only.
 *
 * <p>The border is written once. Each run copies its pictures into the middle; they would have to
 * be copied without a border too.
 *
 * @param picture shape without the border
 * @param width of the border in pixels; 0 for none
 * @param values of the border, one for each channel
 */
public record PictureBorder(Shape picture, int width, List<Float> values) {
  /** The border that a graph's first convolution needs. */
  static PictureBorder of(Graph graph) {
    List<Node> readers = graph.readers(Graph.PICTURES);
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Convolution o && !o.border().isEmpty()) {
        if (readers.size() != 1 || !readers.contains(node)) {
          throw new IllegalArgumentException(
              node.name() + ": expected a border only where nothing else reads the pictures.");
        }
        return new PictureBorder(graph.input(), o.padding(), o.border());
      }
    }
    return new PictureBorder(graph.input(), 0, List.of());
  }

  /** Shape of a picture with its border. */
  Shape paddedShape() {
    return new Shape(picture.height() + 2 * width, picture.width() + 2 * width, picture.channels());
  }

  /** Values of a picture with its border. A Shape would be garbage in every run. */
  public int paddedSize() {
    return (picture.height() + 2 * width) * (picture.width() + 2 * width) * picture.channels();
  }

  /** Writes the border of every picture that the buffer has room for. */
  public void fillBorder(FloatBuffer padded) {
    if (width > 0) {
      for (int i = 0; i < padded.capacity(); i++) {
        padded.put(i, values.get(i % picture.channels()));
      }
    }
  }

  /**
   * Copies rows of pictures into their borders.
   *
   * @param to index of the first picture in the buffer with borders
   * @param from index of the first picture in the buffer without
   * @param count of the pictures
   * @param rows which rows of each picture
   */
  public void copyRows(
      FloatBuffer padded, int to, FloatBuffer pictures, int from, int count, IndexRange rows) {
    int row = picture.width() * picture.channels();
    int paddedRow = row + 2 * width * picture.channels();
    int together = width == 0 ? rows.count() : 1; // without a border, rows are contiguous
    for (int i = 0; i < count; i++) {
      int inside = (to + i) * paddedSize() + width * paddedRow + width * picture.channels();
      int first = (from + i) * picture.size();
      for (int h = rows.first(); h < rows.first() + rows.count(); h += together) {
        padded.put(inside + h * paddedRow, pictures, first + h * row, together * row);
      }
    }
  }
}
