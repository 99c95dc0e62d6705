package io.github.googlenet4j.file;

import io.github.googlenet4j.text.PrintableText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
