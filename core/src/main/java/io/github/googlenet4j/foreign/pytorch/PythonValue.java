package io.github.googlenet4j.foreign.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an unpickled file is made of, beside {@link String}, {@link Boolean}, {@link Long}, {@link
 * java.math.BigInteger} and {@link Double}.
 *
 * <p>Values are equal only if they are the same, and nothing walks through them: a list may hold
 * itself, or one that holds it a million times.
 */
interface PythonValue {
  /** What a message calls it. */
  String kind();

  /** Values without content of their own. */
  enum Constant implements PythonValue {
    NONE("None"),
    /** Where a group of values on the stack begins. */
    MARK("a mark");

    private final String kind;

    Constant(String kind) {
      this.kind = kind;
    }

    @Override
    public String kind() {
      return kind;
    }
  }

  /** A tuple; a list that grows is a {@link Sequence}. */
  final class Tuple implements PythonValue {
    final List<Object> items;

    Tuple(List<Object> items) {
      this.items = items;
    }

    @Override
    public String kind() {
      return "a tuple";
    }
  }

  /** A list. */
  final class Sequence implements PythonValue {
    /** Null while it is empty: a hostile file makes many. */
    private @Nullable List<Object> items;

    void add(Object item) {
      if (items == null) {
        items = new ArrayList<>(4);
      }
      items.add(item);
    }

    List<Object> items() {
      return items == null ? List.of() : items;
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** A dictionary, ordered or not; keys that are no plain values are equal only to themselves. */
  final class Dictionary implements PythonValue {
    private @Nullable Map<Object, Object> items;

    /** The value that the key had before, or null. */
    @Nullable Object put(Object key, Object value) {
      if (items == null) {
        items = new LinkedHashMap<>(4);
      }
      return items.put(key, value);
    }

    Map<Object, Object> items() {
      return items == null ? Map.of() : items;
    }

    @Override
    public String kind() {
      return "a dictionary";
    }
  }

  /**
   * An object of a harmless class, or bytes, whose content nobody needs. It takes items and a state
   * as Python's would, and forgets them.
   */
  record Unused(String kind) implements PythonValue {}

  /** A name of Python that may be referred to, see {@link KnownNames}. */
  record Name(String name, Meaning meaning, @Nullable DataType type) implements PythonValue {
    @Override
    public String kind() {
      return name;
    }
  }

  /**
   * Values of a file, or a part of them.
   *
   * @param type of the values; null if the storage is untyped, and counted in bytes
   * @param count how many values the storage has
   * @param first where the part begins
   * @param length how many values the part has
   */
  record Storage(String key, @Nullable DataType type, long count, long first, long length)
      implements PythonValue {
    long bytes() {
      return Math.multiplyExact(count, type == null ? 1L : type.bytes);
    }

    @Override
    public String kind() {
      return "a storage";
    }
  }

  /** What a message calls any value. */
  static String kind(Object value) {
    if (value instanceof PythonValue python) {
      return python.kind();
    }
    return value instanceof String ? "a text" : "the value " + value;
  }
}
