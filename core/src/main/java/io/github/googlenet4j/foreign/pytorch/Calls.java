package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Constant;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Dictionary;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Name;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Sequence;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Storage;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Tuple;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Unused;
import io.github.googlenet4j.text.PrintableText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What calling a known name gives: {@code torch/_utils.py} and {@code torch/_tensor.py} describe
 * the arguments.
 */
final class Calls {
  private static final int MOST_DIMENSIONS = 32;

  private final OpenFile file;
  private final OpcodeBudget budget;

  Calls(OpenFile file, OpcodeBudget budget) {
    this.file = file;
    this.budget = budget;
  }

  /** The result of {@code called(*arguments)}. */
  Object call(Object called, Object arguments) throws ModelFileException {
    if (!(called instanceof Name name) || !(arguments instanceof Tuple tuple)) {
      throw file.refused(
          "a call of a known name",
          "one of " + PythonValue.kind(called instanceof Name ? arguments : called),
          OpenFile.HOSTILE);
    }
    return call(name, tuple.items);
  }

  private Object call(Name name, List<Object> arguments) throws ModelFileException {
    return switch (name.meaning()) {
      case DICTIONARY -> dictionary(name, arguments);
      case DEFAULT_DICTIONARY -> new Dictionary();
      case TENSOR -> tensor(name, arguments, null, 6);
      case TYPED_TENSOR -> tensor(name, arguments, type(name, arguments), 7);
      case PARAMETER -> argument(name, arguments, 0, StoredTensor.class);
      case FROM_TYPE -> fromType(name, arguments);
      case SIZE -> argument(name, arguments, 0, Tuple.class);
      case UNUSED -> new Unused("an object of " + name.name());
      case STORAGE, TYPE -> throw wrong(name, arguments);
    };
  }

  /** {@code OrderedDict()}, or of pairs, as Python 2 writes it. */
  private Dictionary dictionary(Name name, List<Object> arguments) throws ModelFileException {
    Dictionary dictionary = new Dictionary();
    if (arguments.isEmpty()) {
      return dictionary;
    }
    List<Object> pairs = items(name, arguments, 0);
    budget.spend(pairs.size());
    for (Object pair : pairs) {
      List<Object> both = items(name, List.of(pair), 0);
      if (both.size() != 2) {
        throw wrong(name, arguments);
      }
      put(dictionary, both.get(0), both.get(1));
    }
    return dictionary;
  }

  /** Puts an item into a dictionary that has none of that key. */
  void put(Dictionary dictionary, Object key, Object value) throws ModelFileException {
    if (dictionary.put(key, value) != null && key instanceof String text) {
      throw file.refused("each key once", "a second " + quoted(text), OpenFile.HOSTILE);
    }
  }

  private static String quoted(String text) {
    return PrintableText.shortened(text);
  }

  private Object fromType(Name name, List<Object> arguments) throws ModelFileException {
    Name function = argument(name, arguments, 0, Name.class);
    if (function.meaning() == Meaning.FROM_TYPE) { // would nest without end
      throw wrong(name, arguments);
    }
    return call(function, argument(name, arguments, 2, Tuple.class).items);
  }

  private DataType type(Name name, List<Object> arguments) throws ModelFileException {
    DataType type = argument(name, arguments, 6, Name.class).type();
    if (type == null) {
      throw wrong(name, arguments);
    }
    return type;
  }

  /**
   * @param type of the values; null if it is the storage's
   * @param metadata the index of the argument that says whether values are negated or conjugated
   */
  private StoredTensor tensor(
      Name name, List<Object> arguments, @Nullable DataType type, int metadata)
      throws ModelFileException {
    Storage storage = argument(name, arguments, 0, Storage.class);
    DataType stored = type == null ? storage.type() : type;
    if (stored == null || (type != null && storage.type() != null)) {
      throw wrong(name, arguments);
    }
    if (arguments.size() > metadata
        && arguments.get(metadata) != Constant.NONE
        && !(arguments.get(metadata) instanceof Dictionary none && none.items().isEmpty())) {
      throw file.refused(
          "tensors without metadata",
          PythonValue.kind(arguments.get(metadata)),
          "Save a copy of them: tensor.resolve_neg().clone().");
    }
    List<Long> size = numbers(name, arguments, 2);
    List<Long> stride = numbers(name, arguments, 3);
    if (size.size() != stride.size()) {
      throw wrong(name, arguments);
    }
    return new StoredTensor(
        storage, stored, argument(name, arguments, 1, Long.class), size, stride);
  }

  private List<Long> numbers(Name name, List<Object> arguments, int index)
      throws ModelFileException {
    List<Object> items = items(name, arguments, index);
    if (items.size() > MOST_DIMENSIONS) {
      throw file.refused(
          "at most %d dimensions".formatted(MOST_DIMENSIONS),
          items.size() + " of a tensor",
          OpenFile.HOSTILE);
    }
    List<Long> numbers = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof Long number)) {
        throw wrong(name, arguments);
      }
      numbers.add(number);
    }
    return List.copyOf(numbers);
  }

  /** The items of an argument that is a tuple or a list. */
  private List<Object> items(Name name, List<Object> arguments, int index)
      throws ModelFileException {
    Object argument = argument(name, arguments, index, Object.class);
    if (argument instanceof Tuple tuple) {
      return tuple.items;
    }
    if (argument instanceof Sequence list) {
      return list.items();
    }
    throw wrong(name, arguments);
  }

  private <T> T argument(Name name, List<Object> arguments, int index, Class<T> type)
      throws ModelFileException {
    if (index >= arguments.size() || !type.isInstance(arguments.get(index))) {
      throw wrong(name, arguments);
    }
    return type.cast(arguments.get(index));
  }

  private ModelFileException wrong(Name name, List<Object> arguments) {
    return file.refused(
        "a call of %s as PyTorch writes it".formatted(name.name()),
        "one with %d other arguments".formatted(arguments.size()),
        OpenFile.DAMAGED);
  }
}
