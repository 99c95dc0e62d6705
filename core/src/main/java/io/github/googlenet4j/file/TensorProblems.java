package io.github.googlenet4j.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that is wrong with the tensors of one file, for one message. */
final class TensorProblems {
  /** A foreign file can be wrong in each of its tensors; a message stays readable. */
  private static final int SHOWN = 1000;

  private final List<String> first = new ArrayList<>();
  private int count;

  void add(String tensor, String expected, Object found) {
    count++;
    if (first.size() < SHOWN) {
      first.add(
          "tensor %s: expected %s, found %s"
              .formatted(ModelFileException.shown(tensor), expected, found));
    }
  }

  /** Throws if there are any: the first ones, and how many more. */
  void refuse(Path file, String advice) throws ModelFileException {
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
