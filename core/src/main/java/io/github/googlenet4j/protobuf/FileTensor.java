package io.github.googlenet4j.protobuf;

import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.graph.Tensor;
import java.io.IOException;
import java.util.List;

/**
 * A tensor that a file gives: one that it holds, or one computed from those.
 *
 * @param shape extents, outermost first
 * @param type of the numbers that it comes from
 * @param source reads or computes the values
 */
public record FileTensor(List<Integer> shape, String type, Source source)
    implements TensorFile.Description {

  /** Gives the values. */
  @FunctionalInterface
  public interface Source {
    /** The values, in a new array. */
    float[] read(ProtobufFile file) throws IOException;
  }

  /** A tensor as it is stored. */
  public static FileTensor stored(StoredTensor blob) {
    return new FileTensor(blob.shape(), blob.type(), blob.numbers()::read);
  }

  /** Reads or computes the values. */
  public Tensor read(ProtobufFile file) throws IOException {
    return new Tensor(shape, source.read(file));
  }

  @Override
  public boolean readable() {
    return true;
  }
}
