package io.github.googlenet4j.file;

import io.github.googlenet4j.file.TensorFile.Description;
import io.github.googlenet4j.text.PrintableText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Collects everything that is wrong with the tensors of one file, for one message. */
final class TensorProblems {
  /** Every tensor of a foreign file can be wrong; a message has to stay readable. */
  private static final int SHOWN = 1000;

  private final List<String> first = new ArrayList<>();
  private int count;

  void add(String tensor, String expected, Object found) {
    count++;
    if (first.size() < SHOWN) {
      first.add(
          "tensor %s: expected %s, found %s"
              .formatted(PrintableText.shortened(tensor), expected, found));
    }
  }

  void addUnlessReadable(String tensor, Description found) {
    if (!found.readable()) {
      add(tensor, "dtype " + ElementType.READABLE, found.type());
    }
  }

  /**
   * Throws unless a file's tensors are those of the names and shapes, with or without the ignored
   * ones.
   *
   * @param integers names of tensors that are int8
   */
  static void throwUnless(
      TensorFile file,
      Map<String, List<Integer>> expected,
      Set<String> integers,
      Predicate<String> ignored,
      String advice)
      throws ModelFileException {
    TensorProblems problems = new TensorProblems();
    Map<String, ? extends Description> found = file.descriptions();
    expected.forEach(
        (name, shape) -> {
          Description tensor = found.get(name);
          if (tensor == null) {
            problems.add(name, "shape " + shape, "no such tensor");
          } else if (!tensor.shape().equals(shape)) {
            problems.add(name, "shape " + shape, tensor.shape());
          } else if (!integers.contains(name)) {
            problems.addUnlessReadable(name, tensor);
          } else if (!tensor.type().equals(ElementType.I8.name())) {
            problems.add(name, "dtype I8", tensor.type());
          }
        });
    found.forEach(
        (name, tensor) -> {
          if (!expected.containsKey(name) && !ignored.test(name)) {
            problems.add(name, "no such tensor", "shape " + tensor.shape());
          }
        });
    problems.throwIfAny(file.file(), advice);
  }

  /** Throws if there are problems; the message has the first ones and the number of the others. */
  void throwIfAny(Path file, String advice) throws ModelFileException {
    if (count == 0) {
      return;
    }
    String list = String.join("; ", first);
    if (count > SHOWN) {
      list += "; and %d more".formatted(count - SHOWN);
    }
    throw new ModelFileException(file, list + ". " + advice);
  }
}
