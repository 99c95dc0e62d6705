package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.foreign.pytorch.Contents.Region;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Sequence;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Storage;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the form before PyTorch 1.6: pickles one behind the other, and the storages behind them.
 *
 * <p>The dictionary about the machine says whether it was little-endian. That does not matter:
 * PyTorch swaps the bytes of values on other machines when it writes ({@code
 * torch/csrc/serialization.cpp}).
 */
final class StreamForm {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL = 1001;
  private static final long LONGEST_PICKLE = 16 << 20;

  /** For the three short pickles at the beginning. */
  private static final int FEW_OPCODES = 200;

  private final OpenFile file;
  private long position;

  private StreamForm(OpenFile file) {
    this.file = file;
  }

  static Contents read(OpenFile file) throws IOException {
    return new StreamForm(file).read();
  }

  private Contents read() throws IOException {
    if (!MAGIC.equals(unpickler(FEW_OPCODES))) {
      throw file.refused(
          "PyTorch's number at the beginning",
          "another pickle",
          "Save the weights with torch.save(model.state_dict(), ...).");
    }
    Object protocol = unpickler(FEW_OPCODES);
    if (!protocol.equals(PROTOCOL)) {
      throw file.refused(
          "PyTorch's protocol " + PROTOCOL, PythonValue.kind(protocol), OpenFile.DAMAGED);
    }
    unpickler(FEW_OPCODES); // about the machine
    PickleInput input = input();
    Unpickler unpickler = new Unpickler(file, input, Unpickler.MOST_OPCODES);
    Object value = unpickler.read();
    position = input.position();
    if (!(unpickler(Unpickler.MOST_OPCODES) instanceof Sequence keys)) {
      throw file.refused("a list of storages", "another value", OpenFile.DAMAGED);
    }
    return new Contents(
        value, regions(keys.items(), unpickler.storages()), ByteOrder.LITTLE_ENDIAN);
  }

  private PickleInput input() {
    return new PickleInput(file, position, Math.min(file.size(), position + LONGEST_PICKLE));
  }

  private Object unpickler(int mostOpcodes) throws IOException {
    PickleInput input = input();
    Object value = new Unpickler(file, input, mostOpcodes).read();
    position = input.position();
    return value;
  }

  private Map<String, Region> regions(List<Object> keys, Map<String, Storage> storages)
      throws IOException {
    Map<String, Region> regions = new HashMap<>();
    for (Object key : keys) {
      Storage storage = key instanceof String ? storages.get(key) : null;
      if (storage == null || regions.containsKey(storage.key())) {
        throw file.refused(
            "each storage of the pickle once",
            key instanceof String text ? PrintableText.shortened(text) : "another value",
            OpenFile.DAMAGED);
      }
      long begin = position + Long.BYTES;
      if (begin > file.size() || storage.bytes() > file.size() - begin) {
        throw file.refused(
            "%d values of storage %s"
                .formatted(storage.count(), PrintableText.shortened(storage.key())),
            "the end",
            OpenFile.DAMAGED);
      }
      long count = file.read(position, Long.BYTES).getLong();
      if (count != storage.count()) {
        throw file.refused(
            "%d values of storage %s"
                .formatted(storage.count(), PrintableText.shortened(storage.key())),
            Long.toString(count),
            OpenFile.DAMAGED);
      }
      regions.put(storage.key(), new Region(begin, storage.bytes(), 0));
      position = begin + storage.bytes();
    }
    if (position != file.size()) {
      throw file.refused(
          "the end behind the last storage",
          "%d bytes more".formatted(file.size() - position),
          OpenFile.DAMAGED);
    }
    return regions;
  }
}
