package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the entries of a zip archive lie (PKWARE's APPNOTE.TXT, section 4.3). All of them are
 * checked: inside the file, none of a name twice, none over another. Names are compared and shown,
 * never used as paths.
 *
 * <p>{@code java.util.zip} does not tell where an entry's bytes are, and reads them one entry at a
 * time; here they are read like any part of the file. Archives of 4 GB and more are refused.
 */
final class ZipArchive {
  /**
   * The bytes of an entry.
   *
   * @param header where the entry begins, before its bytes
   * @param checksum CRC-32 as the archive has it
   * @param plain whether the bytes are neither compressed nor encrypted
   */
  record Entry(String name, long header, long begin, long end, int checksum, boolean plain) {
    long length() {
      return end - begin;
    }
  }

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int DIRECTORY_SIGNATURE = 0x02014b50;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int END_LENGTH = 22;
  private static final int DIRECTORY_LENGTH = 46;
  private static final int LOCAL_LENGTH = 30;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LARGEST_DIRECTORY = 2 << 20;

  /** A network's state has 350 storages, and three times as many with its optimiser's. */
  private static final int MOST_ENTRIES = 10_000;

  private static final int LONGEST_NAME = 500;

  private final OpenFile file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private ZipArchive(OpenFile file) {
    this.file = file;
  }

  static Map<String, Entry> entries(OpenFile file) throws IOException {
    ZipArchive archive = new ZipArchive(file);
    archive.readDirectory();
    return archive.entries;
  }

  private void readDirectory() throws IOException {
    int tailLength = (int) Math.min(file.size(), END_LENGTH + LONGEST_COMMENT);
    long tailBegin = file.size() - tailLength;
    ByteBuffer tail = file.read(tailBegin, tailLength);
    int end = endRecord(tail);
    int count = tail.getShort(end + 10) & 0xffff;
    long length = tail.getInt(end + 12) & 0xffffffffL;
    long begin = tail.getInt(end + 16) & 0xffffffffL;
    if (tail.getInt(end + 4) != 0 || tail.getShort(end + 8) != tail.getShort(end + 10)) {
      throw file.refused("an archive in one file", "a part of one", OpenFile.DAMAGED);
    }
    if (count > MOST_ENTRIES || length > LARGEST_DIRECTORY) {
      throw file.refused(
          "a zip archive of at most %d entries".formatted(MOST_ENTRIES),
          "a larger one",
          "Save the weights alone.");
    }
    if (begin + length > tailBegin + end) {
      throw file.refused(
          "the archive's directory within the file", "it beyond the end", OpenFile.DAMAGED);
    }
    ByteBuffer directory = file.read(begin, (int) length);
    for (int i = 0; i < count; i++) {
      readEntry(directory, begin);
    }
    if (directory.hasRemaining()) {
      throw file.refused(
          "%d entries in the archive's directory".formatted(count), "more", OpenFile.DAMAGED);
    }
    checkOverlap();
  }

  /** Where the record at the archive's end begins, which only a comment may follow. */
  private int endRecord(ByteBuffer tail) throws ModelFileException {
    for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && (tail.getShort(at + 20) & 0xffff) == tail.limit() - END_LENGTH - at) {
        return at;
      }
    }
    throw file.refused("the end of a zip archive, as PyTorch saves", "none", OpenFile.DAMAGED);
  }

  private void readEntry(ByteBuffer directory, long directoryBegin) throws IOException {
    int at = directory.position();
    if (directory.remaining() < DIRECTORY_LENGTH || directory.getInt(at) != DIRECTORY_SIGNATURE) {
      throw damagedDirectory();
    }
    int nameLength = directory.getShort(at + 28) & 0xffff;
    int extraLength = directory.getShort(at + 30) & 0xffff;
    int commentLength = directory.getShort(at + 32) & 0xffff;
    if (nameLength > LONGEST_NAME
        || directory.remaining() < DIRECTORY_LENGTH + nameLength + extraLength + commentLength) {
      throw damagedDirectory();
    }
    byte[] rawName = new byte[nameLength];
    directory.position(at + DIRECTORY_LENGTH).get(rawName);
    directory.position(at + DIRECTORY_LENGTH + nameLength + extraLength + commentLength);
    String name = checkedName(new String(rawName, StandardCharsets.UTF_8));
    long compressed = directory.getInt(at + 20) & 0xffffffffL;
    long length = directory.getInt(at + 24) & 0xffffffffL;
    boolean plain =
        directory.getShort(at + 10) == 0
            && compressed == length
            && (directory.getShort(at + 8) & 1) == 0;
    long header = directory.getInt(at + 42) & 0xffffffffL;
    long begin = dataBegin(header, rawName, directoryBegin);
    if (compressed > directoryBegin - begin) {
      throw beyond(name);
    }
    Entry entry =
        new Entry(name, header, begin, begin + compressed, directory.getInt(at + 16), plain);
    if (entries.put(name, entry) != null) {
      throw file.refused(
          "each entry once", "a second " + PrintableText.shortened(name), OpenFile.HOSTILE);
    }
  }

  /** The local header repeats the name, and has another extra field. */
  private long dataBegin(long header, byte[] rawName, long directoryBegin) throws IOException {
    if (header + LOCAL_LENGTH + rawName.length > directoryBegin) {
      throw beyond(new String(rawName, StandardCharsets.UTF_8));
    }
    ByteBuffer local = file.read(header, LOCAL_LENGTH + rawName.length);
    boolean same =
        local.getInt(0) == LOCAL_SIGNATURE
            && (local.getShort(26) & 0xffff) == rawName.length
            && local.slice(LOCAL_LENGTH, rawName.length).equals(ByteBuffer.wrap(rawName));
    long begin = header + LOCAL_LENGTH + rawName.length + (local.getShort(28) & 0xffff);
    if (!same || begin > directoryBegin) {
      throw file.refused(
          "%s where the archive's directory says"
              .formatted(PrintableText.shortened(new String(rawName, StandardCharsets.UTF_8))),
          "something else",
          OpenFile.HOSTILE);
    }
    return begin;
  }

  private String checkedName(String name) throws ModelFileException {
    boolean inside =
        !name.startsWith("/")
            && !name.contains("\\")
            && !List.of(name.split("/", -1)).contains("..");
    if (!inside || name.chars().anyMatch(c -> c < ' ')) {
      throw file.refused(
          "names of entries inside of the archive",
          PrintableText.shortened(name),
          OpenFile.HOSTILE);
    }
    return name;
  }

  private void checkOverlap() throws ModelFileException {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(Comparator.comparingLong(Entry::header));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).header() < sorted.get(i - 1).end()) {
        throw file.refused(
            "entries one behind the other",
            "%s over %s"
                .formatted(
                    PrintableText.shortened(sorted.get(i).name()),
                    PrintableText.shortened(sorted.get(i - 1).name())),
            OpenFile.HOSTILE);
      }
    }
  }

  private ModelFileException beyond(String name) {
    return file.refused(
        "entry %s within the archive".formatted(PrintableText.shortened(name)),
        "it beyond",
        OpenFile.HOSTILE);
  }

  private ModelFileException damagedDirectory() {
    return file.refused("an entry of the archive's directory", "none", OpenFile.DAMAGED);
  }
}
