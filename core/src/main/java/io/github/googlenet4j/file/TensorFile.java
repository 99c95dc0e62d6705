package io.github.googlenet4j.file;

import io.github.googlenet4j.graph.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An open file of named tensors. Opening it has checked its structure; values are read when they
 * are asked for. The caller who opened it closes it.
 */
public interface TensorFile extends Closeable {
  /** The file that this was opened with. */
  Path file();

  /** What kind of file this is, for messages: {@code safetensors}. */
  String format();

  /** The type and shape of each tensor, in the file's order. */
  Map<String, ? extends Description> descriptions();

  /** What the file says about itself; empty if nothing. */
  Map<String, String> metadata();

  /** What a user should know of how the file was read: a sentence or two each. */
  List<String> notes();

  /**
   * Some tensors, in the order of the names, as float32.
   *
   * @throws IllegalArgumentException if there is none of a name
   * @throws ModelFileException if one cannot be read
   */
  Map<String, Tensor> tensors(Collection<String> names) throws IOException;

  /** A tensor, before its values are read. */
  interface Description {
    /** How a number is stored, in the words of the file's format: {@code F32}. */
    String type();

    /** Whether numbers of this type can be read as float32. */
    boolean readable();

    /** Extents, outermost first. */
    List<Integer> shape();
  }

  /**
   * Checks that the tensors are exactly these, before any memory is taken for their values.
   *
   * @param expected the shape of each name
   * @param ignored names that may be there and do not matter
   * @param advice what a user should do, the end of the message
   * @throws ModelFileException if not; every tensor concerned is named
   */
  default void requireExactly(
      Map<String, List<Integer>> expected, Predicate<String> ignored, String advice)
      throws ModelFileException {
    TensorProblems.throwUnless(this, expected, Set.of(), ignored, advice);
  }
}
