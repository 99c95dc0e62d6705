package io.github.googlenet4j.foreign.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Pickles and the files around them, right and wrong, made without the code under test. A pickle is
 * written as a string with one character for each byte.
 */
final class Pickles {
  /** Its number, protocol and machine, as PyTorch writes them before the tensors. */
  static final String STREAM =
      "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."
          + "\u0080\u0002M\u00e9\u0003."
          + "\u0080\u0002}q\0(X\u0010\0\0\0protocol_versionq\u0001M\u00e9\u0003"
          + "X\r\0\0\0little_endianq\u0002\u0088u.";

  private Pickles() {}

  static byte[] bytes(String characters) {
    return characters.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A text as protocol 2 writes it. */
  static String text(String text) {
    return "X" + int32(text.length()) + text;
  }

  static String int32(int value) {
    return littleEndian(value, Integer.BYTES);
  }

  static String int64(long value) {
    return littleEndian(value, Long.BYTES);
  }

  private static String littleEndian(long value, int length) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < length; i++) {
      bytes.append((char) ((value >> (8 * i)) & 0xff));
    }
    return bytes.toString();
  }

  /** A number as protocol 2 writes a large one. */
  static String number(long value) {
    return "\u008a\u0008" + int64(value);
  }

  static String storage(String type, String key, long count) {
    return "("
        + text("storage")
        + "ctorch\n"
        + type
        + "\n"
        + text(key)
        + text("cpu")
        + number(count)
        + "tQ";
  }

  /** A float32 tensor of storage 0. */
  static String tensor(long count, long offset, long[] size, long[] stride) {
    return tensor(storage("FloatStorage", "0", count), offset, size, stride);
  }

  static String tensor(String storage, long offset, long[] size, long[] stride) {
    return "ctorch._utils\n_rebuild_tensor_v2\n("
        + storage
        + number(offset)
        + tuple(size)
        + tuple(stride)
        + "\u0089ccollections\nOrderedDict\n)RtR";
  }

  private static String tuple(long[] numbers) {
    StringBuilder items = new StringBuilder("(");
    for (long number : numbers) {
      items.append(number(number));
    }
    return items + "t";
  }

  /** A dictionary of one item. */
  static String dictionary(String key, String value) {
    return "\u0080\u0002}" + text(key) + value + "s.";
  }

  /** A file in the older form: the pickle, the storages' keys, the storages. */
  static Path stream(Path file, String pickle, String keys, String storages) throws IOException {
    return Files.write(file, bytes(STREAM + pickle + keys + storages));
  }

  /** A file in the form of a zip archive. */
  static Path zip(Path file, String pickle, byte[]... storages) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("archive/data.pkl", bytes(pickle));
    for (int i = 0; i < storages.length; i++) {
      entries.put("archive/data/" + i, storages[i]);
    }
    return Files.write(file, zip(entries));
  }

  static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream local = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      directory.write(directoryEntry(entry.getKey(), entry.getValue(), local.size()));
      local.write(localEntry(entry.getKey(), entry.getValue()));
    }
    return archive(local.toByteArray(), directory.toByteArray(), entries.size());
  }

  static byte[] archive(byte[] local, byte[] directory, int count) {
    return little(local.length + directory.length + 22)
        .put(local)
        .put(directory)
        .putInt(0x06054b50)
        .putInt(0)
        .putShort((short) count)
        .putShort((short) count)
        .putInt(directory.length)
        .putInt(local.length)
        .putShort((short) 0)
        .array();
  }

  static byte[] localEntry(String name, byte[] content) {
    return little(30 + name.length() + content.length)
        .putInt(0x04034b50)
        .putShort((short) 20)
        .putInt(0) // flags, method
        .putInt(0) // time, date
        .putInt(checksum(content))
        .putInt(content.length)
        .putInt(content.length)
        .putShort((short) name.length())
        .putShort((short) 0)
        .put(bytes(name))
        .put(content)
        .array();
  }

  static byte[] directoryEntry(String name, byte[] content, long at) {
    return little(46 + name.length())
        .putInt(0x02014b50)
        .putInt(20 << 16 | 20)
        .putInt(0) // flags, method
        .putInt(0) // time, date
        .putInt(checksum(content))
        .putInt(content.length)
        .putInt(content.length)
        .putShort((short) name.length())
        .putInt(0) // extra field, comment
        .putInt(0) // disk, attributes
        .putInt(0)
        .putInt((int) at)
        .put(bytes(name))
        .array();
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(byte[] content) {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    return (int) checksum.getValue();
  }
}
