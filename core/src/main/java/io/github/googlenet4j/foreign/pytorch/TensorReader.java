package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.foreign.pytorch.Contents.Region;
import io.github.googlenet4j.foreign.pytorch.StoredTensor.Dimension;
import io.github.googlenet4j.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a tensor's values straight from the file, in the order in which they lie there: a
 * transposed tensor too passes through a window of 256 kB once.
 */
final class TensorReader {
  private static final int WINDOW = 1 << 18;

  private final OpenFile file;
  private final ByteBuffer window;

  // of the tensor that is being read
  private DataType type = DataType.FLOAT32;
  private float[] values = {};
  private long begin;
  private long end;

  /** Where in the file the window's bytes are; the window is empty between tensors. */
  private long windowBegin;

  TensorReader(OpenFile file, ByteOrder order) {
    this.file = file;
    this.window = ByteBuffer.allocateDirect(WINDOW).order(order);
  }

  /**
   * @param tensor checked
   * @param region of its storage, as long as the tensor was checked with
   */
  Tensor read(StoredTensor tensor, Region region) throws IOException {
    type = tensor.dataType();
    values = new float[Math.toIntExact(tensor.count())];
    long unit = tensor.data().type() == null ? 1 : type.bytes;
    begin = region.begin() + tensor.data().first() * unit + tensor.offset() * type.bytes;
    end = region.begin() + region.length();
    window.clear().limit(0);
    windowBegin = begin;
    if (values.length > 0) {
      read(merged(tensor), 0, 0, 0);
    }
    return new Tensor(tensor.shape(), values);
  }

  /**
   * Values in rows.
   *
   * @param count of the rows
   * @param from how many values lie between two of them in the file
   * @param to how many between them in the result
   */
  private record Rows(int count, long from, int to) {}

  /** As few dimensions as describe the tensor: one, if it is contiguous. */
  private static List<Rows> merged(StoredTensor tensor) {
    List<Integer> shape = tensor.shape();
    List<Rows> rows = new ArrayList<>();
    for (Dimension dimension : tensor.dimensions()) {
      int to = 1;
      for (int extent : shape.subList(dimension.index() + 1, shape.size())) {
        to *= extent;
      }
      Rows next = new Rows(dimension.count(), dimension.stride(), to);
      Rows last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
      if (last != null
          && last.from() == next.from() * next.count()
          && last.to() == next.to() * next.count()) {
        rows.set(rows.size() - 1, new Rows(last.count() * next.count(), next.from(), next.to()));
      } else {
        rows.add(next);
      }
    }
    return rows.isEmpty() ? List.of(new Rows(1, 1, 1)) : rows;
  }

  private void read(List<Rows> rows, int depth, long from, int to) throws IOException {
    Rows row = rows.get(depth);
    if (depth < rows.size() - 1) {
      for (int i = 0; i < row.count(); i++) {
        read(rows, depth + 1, from + i * row.from(), to + i * row.to());
      }
    } else if (type == DataType.FLOAT32 && row.from() == 1 && row.to() == 1) {
      readFloats(from, to, row.count());
    } else {
      for (int i = 0; i < row.count(); i++) {
        int at = at(from + i * row.from());
        values[to + i * row.to()] = type.at(window, at);
      }
    }
  }

  private void readFloats(long from, int to, int count) throws IOException {
    for (int done = 0; done < count; ) {
      int at = at(from + done);
      int part = Math.min(count - done, (window.limit() - at) / Float.BYTES);
      window.position(at);
      window.asFloatBuffer().get(values, to + done, part);
      done += part;
    }
  }

  /** Where in the window a value is, after it has been read if it was not there. */
  private int at(long value) throws IOException {
    long position = begin + value * type.bytes;
    if (position < windowBegin || position + type.bytes > windowBegin + window.limit()) {
      window.clear().limit((int) Math.min(WINDOW, end - position));
      file.fill(window, position);
      windowBegin = position;
    }
    return (int) (position - windowBegin);
  }
}
