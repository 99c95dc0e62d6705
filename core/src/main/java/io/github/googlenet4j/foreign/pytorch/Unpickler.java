package io.github.googlenet4j.foreign.pytorch;

import static io.github.googlenet4j.foreign.pytorch.Opcode.*;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Constant;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Dictionary;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Name;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Sequence;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Storage;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Tuple;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Unused;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Reads one pickle: what plain values and tensors it describes (Python's {@code pickletools.py}
 * says what each opcode does). Names are looked up in {@link KnownNames} and never resolved.
 *
 * <p>Time and memory grow with the number of opcodes, which is bounded, and with nothing else: a
 * value that is used twice is not copied, and no value is walked through.
 */
final class Unpickler {
  /** A network's state has 30 opcodes for a tensor, an optimiser's three times that. */
  static final int MOST_OPCODES = 400_000;

  private static final int LONGEST_NUMBER = 255;

  private final OpenFile file;
  private final PickleInput input;
  private final OpcodeBudget budget;
  private final Stack stack;
  private final Memo memo;
  private final Calls calls;
  private final PersistentIds persistent;

  Unpickler(OpenFile file, PickleInput input, int mostOpcodes) {
    this.file = file;
    this.input = input;
    this.budget = new OpcodeBudget(file, mostOpcodes);
    this.stack = new Stack(file);
    this.memo = new Memo(file);
    this.calls = new Calls(file, budget);
    this.persistent = new PersistentIds(file);
  }

  /** All storages that the pickle named, by key. */
  Map<String, Storage> storages() {
    return persistent.storages();
  }

  /** The value that the pickle describes. The input then stands behind it. */
  Object read() throws IOException {
    for (int opcode = next(); opcode != STOP; opcode = next()) {
      execute(opcode);
    }
    Object value = stack.pop();
    if (stack.size() > 0) {
      throw file.refused("one value in the pickle", "more", OpenFile.DAMAGED);
    }
    return value;
  }

  private int next() throws IOException {
    budget.spend(1);
    return input.unsignedByte();
  }

  private void execute(int opcode) throws IOException {
    switch (opcode) {
      case PROTO -> protocol(input.unsignedByte());
      case FRAME -> input.int64(); // says how much to read ahead
      case MARK -> stack.mark();
      case POP -> stack.discard();
      case POP_MARK -> stack.popGroup();
      case DUP -> stack.push(stack.peek());
      case NONE -> stack.push(Constant.NONE);
      case NEWTRUE -> stack.push(true);
      case NEWFALSE -> stack.push(false);
      case INT -> stack.push(integer(input.line()));
      case BININT -> stack.push((long) input.int32());
      case BININT1 -> stack.push((long) input.unsignedByte());
      case BININT2 -> stack.push((long) input.unsignedShort());
      case LONG -> stack.push(integer(input.line()));
      case LONG1 -> stack.push(integer(input.unsignedByte()));
      case LONG4 -> stack.push(integer(input.int32()));
      case FLOAT -> stack.push(real(input.line()));
      case BINFLOAT -> stack.push(input.float64());
      case STRING -> stack.push(unquoted(input.line()));
      case UNICODE -> stack.push(input.line());
      case BINSTRING -> stack.push(input.text(input.int32()));
      case SHORT_BINSTRING, SHORT_BINUNICODE -> stack.push(input.text(input.unsignedByte()));
      case BINUNICODE -> stack.push(input.text(input.unsignedInt()));
      case BINUNICODE8 -> stack.push(input.text(input.int64()));
      case SHORT_BINBYTES -> bytes(input.unsignedByte());
      case BINBYTES -> bytes(input.unsignedInt());
      case BINBYTES8, BYTEARRAY8 -> bytes(input.int64());
      case EMPTY_TUPLE -> stack.push(new Tuple(List.of()));
      case TUPLE1 -> stack.push(new Tuple(stack.pop(1)));
      case TUPLE2 -> stack.push(new Tuple(stack.pop(2)));
      case TUPLE3 -> stack.push(new Tuple(stack.pop(3)));
      case TUPLE -> stack.push(new Tuple(stack.popGroup()));
      case EMPTY_LIST -> stack.push(new Sequence());
      case LIST -> append(stack.popGroup(), new Sequence());
      case APPEND -> append(stack.pop(1), stack.pop());
      case APPENDS -> append(stack.popGroup(), stack.pop());
      case EMPTY_DICT -> stack.push(new Dictionary());
      case DICT -> setItems(stack.popGroup(), new Dictionary());
      case SETITEM -> setItems(stack.pop(2), stack.pop());
      case SETITEMS -> setItems(stack.popGroup(), stack.pop());
      case EMPTY_SET -> stack.push(new Unused("a set"));
      case ADDITEMS -> append(stack.popGroup(), stack.pop());
      case FROZENSET -> {
        stack.popGroup();
        stack.push(new Unused("a set"));
      }
      case PUT -> memo.put(number(input.line()), stack.peek());
      case BINPUT -> memo.put(input.unsignedByte(), stack.peek());
      case LONG_BINPUT -> memo.put(input.unsignedInt(), stack.peek());
      case MEMOIZE -> memo.add(stack.peek());
      case GET -> stack.push(memo.get(number(input.line())));
      case BINGET -> stack.push(memo.get(input.unsignedByte()));
      case LONG_BINGET -> stack.push(memo.get(input.unsignedInt()));
      case GLOBAL -> stack.push(name(input.line(), input.line()));
      case STACK_GLOBAL -> stackGlobal();
      case BINPERSID -> stack.push(persistent.storage(stack.pop()));
      case REDUCE -> reduce();
      case NEWOBJ -> newObject(stack.pop(2).get(0));
      case NEWOBJ_EX -> newObject(stack.pop(3).get(0));
      case BUILD -> build();
      case INST ->
          throw file.refused(
              "tensors and plain values only",
              "an old-style object of " + text(input.line() + "." + input.line()),
              OpenFile.HOSTILE);
      case OBJ, EXT1, EXT2, EXT4, PERSID, NEXT_BUFFER, READONLY_BUFFER ->
          throw file.refused(
              "opcodes that PyTorch writes", "0x%02x".formatted(opcode), OpenFile.HOSTILE);
      default ->
          throw file.refused("an opcode of a pickle", "0x%02x".formatted(opcode), OpenFile.DAMAGED);
    }
  }

  private void protocol(int version) throws ModelFileException {
    if (version > 5) {
      throw file.refused(
          "a pickle of protocol 0 to 5",
          Integer.toString(version),
          "Save it with torch.save as it is: pickle_protocol=2.");
    }
  }

  private Object integer(String line) throws ModelFileException {
    if (line.equals("00") || line.equals("01")) {
      return line.equals("01"); // a truth value of protocol 0
    }
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    try {
      BigInteger value = new BigInteger(digits);
      return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    } catch (NumberFormatException e) {
      throw notANumber(line);
    }
  }

  /** Two's complement, little-endian, of so many bytes. */
  private Object integer(int length) throws IOException {
    if (length < 0 || length > LONGEST_NUMBER) {
      throw file.refused(
          "a number of at most %d bytes".formatted(LONGEST_NUMBER),
          "one of " + Integer.toUnsignedString(length),
          OpenFile.HOSTILE);
    }
    byte[] bytes = input.bytes(length);
    for (int i = 0, j = length - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
    BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private double real(String line) throws ModelFileException {
    try {
      return Double.parseDouble(line);
    } catch (NumberFormatException e) {
      throw notANumber(line);
    }
  }

  private long number(String line) throws ModelFileException {
    try {
      return Long.parseLong(line);
    } catch (NumberFormatException e) {
      throw notANumber(line);
    }
  }

  private ModelFileException notANumber(String line) {
    return file.refused("a number in the pickle", text(line), OpenFile.DAMAGED);
  }

  private static String text(String found) {
    return PrintableText.shortened(found);
  }

  private static String unquoted(String line) {
    return line.length() < 2 ? line : line.substring(1, line.length() - 1);
  }

  private void bytes(long length) throws IOException {
    input.skip(length);
    stack.push(new Unused("bytes"));
  }

  private void append(List<Object> items, Object target) throws ModelFileException {
    if (target instanceof Sequence list) {
      items.forEach(list::add);
    } else if (!(target instanceof Unused)) {
      throw wrongTarget("a list", target);
    }
    stack.push(target);
  }

  private void setItems(List<Object> items, Object target) throws ModelFileException {
    if (items.size() % 2 != 0) {
      throw file.refused("keys with values", "a key without one", OpenFile.DAMAGED);
    }
    if (target instanceof Dictionary dictionary) {
      for (int i = 0; i < items.size(); i += 2) {
        calls.put(dictionary, items.get(i), items.get(i + 1));
      }
    } else if (!(target instanceof Unused)) {
      throw wrongTarget("a dictionary", target);
    }
    stack.push(target);
  }

  private ModelFileException wrongTarget(String expected, Object target) {
    return file.refused(
        expected + " to put items into", PythonValue.kind(target), OpenFile.DAMAGED);
  }

  private Name name(String module, String name) throws ModelFileException {
    Name known = KnownNames.find(module, name);
    if (known == null) {
      throw UnknownName.refusal(file, module, name, stack.isEmptyBut("module"));
    }
    return known;
  }

  private void stackGlobal() throws ModelFileException {
    List<Object> names = stack.pop(2);
    if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
      throw file.refused("a name of two texts", "other values", OpenFile.DAMAGED);
    }
    stack.push(name(module, name));
  }

  private void reduce() throws ModelFileException {
    List<Object> called = stack.pop(2);
    stack.push(calls.call(called.get(0), called.get(1)));
  }

  /** {@code cls.__new__(cls, *arguments)} of a class that is known to be harmless. */
  private void newObject(Object type) throws ModelFileException {
    if (type instanceof Name name && name.meaning() == Meaning.UNUSED) {
      stack.push(new Unused("an object of " + name.name()));
    } else if (type instanceof Name name && name.meaning() == Meaning.DICTIONARY) {
      stack.push(new Dictionary());
    } else {
      throw file.refused(
          "an object of a known class", "one of " + PythonValue.kind(type), OpenFile.HOSTILE);
    }
  }

  /** Gives an object a state, such as the versions that modules note in a state dictionary. */
  private void build() throws ModelFileException {
    stack.pop();
    Object target = stack.peek();
    if (!(target instanceof Dictionary
        || target instanceof Unused
        || target instanceof StoredTensor)) {
      throw file.refused("an object that has a state", PythonValue.kind(target), OpenFile.HOSTILE);
    }
  }
}
