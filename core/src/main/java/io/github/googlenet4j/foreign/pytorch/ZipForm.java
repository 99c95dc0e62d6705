package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.foreign.pytorch.Contents.Region;
import io.github.googlenet4j.foreign.pytorch.ZipArchive.Entry;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the form since PyTorch 1.6: a zip archive ({@code caffe2/serialize/inline_container.cc}).
 */
final class ZipForm {
  private static final String PICKLE = "/data.pkl";
  private static final String STORAGES = "/data/";
  private static final long LONGEST_PICKLE = 16 << 20;

  private static final int LONGEST_ORDER = "little".length();

  private ZipForm() {}

  static Contents read(OpenFile file) throws IOException {
    Map<String, Entry> entries = ZipArchive.entries(file);
    Entry pickle = pickle(file, entries);
    String folder = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
    ByteOrder order = order(file, entries.get(folder + "/byteorder"));
    Checksum.check(file, region(file, pickle), pickle.name());
    PickleInput input = new PickleInput(file, pickle.begin(), pickle.end());
    Object value = new Unpickler(file, input, Unpickler.MOST_OPCODES).read();
    if (input.position() != pickle.end()) {
      throw file.refused("one pickle in " + pickle.name(), "more behind it", OpenFile.DAMAGED);
    }
    Map<String, Region> storages = new HashMap<>();
    String prefix = folder + STORAGES;
    for (Entry entry : entries.values()) {
      if (entry.name().startsWith(prefix)) {
        storages.put(entry.name().substring(prefix.length()), region(file, entry));
      }
    }
    return new Contents(value, storages, order);
  }

  private static Region region(OpenFile file, Entry entry) throws ModelFileException {
    if (!entry.plain()) {
      throw file.refused(
          "entries stored as they are, as PyTorch does",
          "%s compressed or encrypted".formatted(PrintableText.shortened(entry.name())),
          "Unpack it and pack it again without compression: zip -0.");
    }
    return new Region(entry.begin(), entry.length(), entry.checksum());
  }

  private static Entry pickle(OpenFile file, Map<String, Entry> entries) throws ModelFileException {
    List<Entry> found =
        entries.values().stream()
            .filter(e -> e.name().indexOf('/') == e.name().length() - PICKLE.length())
            .filter(e -> e.name().endsWith(PICKLE))
            .toList();
    if (found.size() != 1) {
      throw file.refused(
          "a zip archive with one data.pkl, as PyTorch saves",
          found.isEmpty() ? "none" : found.size() + " of them",
          "Check that it is the right file.");
    }
    Entry pickle = found.get(0);
    String folder = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
    if (entries.containsKey(folder + "/constants.pkl")) {
      throw file.refused(
          "a dictionary of tensors",
          "a TorchScript program",
          "Save its weights first: python3 -c \"import torch;"
              + " torch.save(torch.jit.load('%s').state_dict(), 'weights.pth')\"."
                  .formatted(UnknownName.plainName(file)));
    }
    if (pickle.length() > LONGEST_PICKLE) {
      throw file.refused(
          "a pickle of at most %d bytes".formatted(LONGEST_PICKLE),
          Long.toString(pickle.length()),
          "Save the weights alone.");
    }
    return pickle;
  }

  private static ByteOrder order(OpenFile file, @Nullable Entry entry) throws IOException {
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    Region region = region(file, entry);
    String order =
        region.length() > LONGEST_ORDER
            ? "a longer text"
            : StandardCharsets.US_ASCII
                .decode(file.read(region.begin(), (int) region.length()))
                .toString();
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw file.refused("byte order little or big", order, OpenFile.DAMAGED);
    };
  }
}
