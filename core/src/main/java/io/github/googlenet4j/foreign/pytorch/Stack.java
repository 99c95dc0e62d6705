package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Constant;
import java.util.ArrayList;
import java.util.List;

/** The stack that the opcodes of a pickle work on. */
final class Stack {
  /** Python's own pickler nests half as deep before it gives up. */
  private static final int DEEPEST = 500;

  private final OpenFile file;
  private final List<Object> values = new ArrayList<>();
  private int marks;

  Stack(OpenFile file) {
    this.file = file;
  }

  void push(Object value) {
    values.add(value);
  }

  void mark() throws ModelFileException {
    marks++;
    if (marks > DEEPEST) {
      throw file.refused("at most %d open groups".formatted(DEEPEST), "more", OpenFile.HOSTILE);
    }
    values.add(Constant.MARK);
  }

  /** How many values and marks there are. */
  int size() {
    return values.size();
  }

  /**
   * Whether nothing has been built yet; or only the beginning of a group and this text, as the
   * older form writes before the class of a whole model.
   */
  boolean isEmptyBut(String text) {
    return values.isEmpty()
        || (values.size() == 2 && values.get(0) == Constant.MARK && values.get(1).equals(text));
  }

  Object peek() throws ModelFileException {
    if (values.isEmpty()) {
      throw missing("an empty stack");
    }
    Object value = values.get(values.size() - 1);
    if (value == Constant.MARK) {
      throw missing("the beginning of a group");
    }
    return value;
  }

  Object pop() throws ModelFileException {
    Object value = peek();
    values.remove(values.size() - 1);
    return value;
  }

  /** Like Python, takes away a mark too. */
  void discard() throws ModelFileException {
    if (!values.isEmpty() && values.get(values.size() - 1) == Constant.MARK) {
      values.remove(values.size() - 1);
      marks--;
    } else {
      pop();
    }
  }

  /** The values behind the last mark, which are taken away with it. */
  List<Object> popGroup() throws ModelFileException {
    if (marks == 0) {
      throw missing("a group without a beginning");
    }
    int mark = values.size() - 1;
    while (values.get(mark) != Constant.MARK) {
      mark--;
    }
    List<Object> tail = values.subList(mark + 1, values.size());
    List<Object> group = List.copyOf(tail);
    values.subList(mark, values.size()).clear();
    marks--;
    return group;
  }

  /** The last values, the uppermost one at the end. */
  List<Object> pop(int count) throws ModelFileException {
    Object[] popped = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      popped[i] = pop();
    }
    return List.of(popped);
  }

  private ModelFileException missing(String found) {
    return file.refused("a value on the pickle's stack", found, OpenFile.DAMAGED);
  }
}
