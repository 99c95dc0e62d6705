package io.github.googlenet4j.foreign.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zip archives that name, place or count their entries wrongly. */
class HostileArchiveTest {
  private static final String DAMAGED = " The file is damaged or cut short: copy it again.";
  private static final String HOSTILE =
      " The file is damaged or hostile: take it from its source again.";
  private static final byte[] PICKLE =
      Pickles.bytes(Pickles.dictionary("a", Pickles.tensor(1, 0, new long[] {1}, new long[] {1})));

  @TempDir Path folder = Path.of("");

  private String refusal(byte[] bytes) throws IOException {
    return Bounds.refusal(Files.write(folder.resolve("x.pth"), bytes));
  }

  private static Map<String, byte[]> good() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("archive/data.pkl", PICKLE);
    entries.put("archive/data/0", new byte[4]);
    return entries;
  }

  @Test
  void theArchiveOfTheseTestsIsRead() throws IOException {
    Path file = Files.write(folder.resolve("x.pth"), Pickles.zip(good()));
    try (PyTorchFile open = PyTorchFile.open(file)) {
      assertThat(open.descriptions()).containsOnlyKeys("a");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../acted",
        "archive/../../acted",
        "/acted",
        "archive\\..\\acted",
        "archive/a\nb",
        ".."
      })
  void aNameOutsideOfTheArchiveIsRefused(String name) throws IOException {
    Map<String, byte[]> entries = good();
    entries.put(name, new byte[1]);
    assertThat(refusal(Pickles.zip(entries)))
        .isEqualTo(
            "expected names of entries inside of the archive, found %s.%s",
            name.replace('\n', '?'), HOSTILE);
    assertThat(folder.resolve("../acted")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive/data.pkl", "archive/data/0"})
  void aSecondEntryOfANameIsRefused(String name) throws IOException {
    ByteArrayOutputStream local = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    for (String each : new String[] {"archive/data.pkl", "archive/data/0", name}) {
      byte[] content = each.endsWith("pkl") ? PICKLE : new byte[4];
      directory.write(Pickles.directoryEntry(each, content, local.size()));
      local.write(Pickles.localEntry(each, content));
    }
    assertThat(refusal(Pickles.archive(local.toByteArray(), directory.toByteArray(), 3)))
        .isEqualTo("expected each entry once, found a second %s.%s", name, HOSTILE);
  }

  @Test
  void anEntryInsideOfAnotherIsRefused() throws IOException {
    byte[] inner = Pickles.localEntry("archive/data/1", new byte[4]);
    byte[] pickle = Pickles.localEntry("archive/data.pkl", PICKLE);
    byte[] outer = Pickles.localEntry("archive/data/0", inner);
    ByteArrayOutputStream local = new ByteArrayOutputStream();
    local.write(pickle);
    local.write(outer);
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    directory.write(Pickles.directoryEntry("archive/data.pkl", PICKLE, 0));
    directory.write(Pickles.directoryEntry("archive/data/0", inner, pickle.length));
    directory.write(
        Pickles.directoryEntry("archive/data/1", new byte[4], local.size() - inner.length));
    assertThat(refusal(Pickles.archive(local.toByteArray(), directory.toByteArray(), 3)))
        .isEqualTo(
            "expected entries one behind the other, found archive/data/1 over archive/data/0."
                + HOSTILE);
  }

  @Test
  void oneEntryUnderTwoNamesIsRefused() throws IOException {
    byte[] pickle = Pickles.localEntry("archive/data.pkl", PICKLE);
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    directory.write(Pickles.directoryEntry("archive/data.pkl", PICKLE, 0));
    directory.write(Pickles.directoryEntry("archive/other.pkl", PICKLE, 0));
    assertThat(refusal(Pickles.archive(pickle, directory.toByteArray(), 2)))
        .isEqualTo(
            "expected archive/other.pkl where the archive's directory says, found something else."
                + HOSTILE);
  }

  /** The fields of the record at the end, each with a value that cannot be. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4 | 1 | an archive in one file, found a part of one",
        "8 | 65535 | an archive in one file, found a part of one",
        "12 | -1 | a zip archive of at most 10000 entries, found a larger one",
        "12 | 2000000 | the archive's directory within the file, found it beyond the end",
        "16 | -1 | the archive's directory within the file, found it beyond the end",
        "16 | 2147483647 | the archive's directory within the file, found it beyond the end",
        "16 | 1 | an entry of the archive's directory, found none",
        "12 | 50 | an entry of the archive's directory, found none",
        "0 | 7 | the end of a zip archive, as PyTorch saves, found none",
        "18 | 458752 | the end of a zip archive, as PyTorch saves, found none", // comment
      })
  void aWrongEndIsRefused(int at, int value, String expected) throws IOException {
    byte[] bytes = Pickles.zip(good());
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 22 + at, value);
    assertThat(refusal(bytes)).startsWith("expected " + expected + ".");
  }

  /** Fields of an entry in the directory. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8 | 1 | compressed or encrypted", // flag of encryption
        "20 | 3 | compressed or encrypted", // a compressed size that is not the size
        "42 | -1 | expected entry archive/data.pkl within the archive, found it beyond",
        "42 | 3 | expected archive/data.pkl where the archive's directory says, found something else",
        "28 | 60000 | expected an entry of the archive's directory, found none", // name
        "30 | 60000 | expected an entry of the archive's directory, found none", // extra field
        "32 | 60000 | expected an entry of the archive's directory, found none", // comment
      })
  void aWrongEntryIsRefused(int at, int value, String expected) throws IOException {
    byte[] bytes = Pickles.zip(good());
    int directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 6);
    ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if ((at >= 28 && at <= 32) || at == 8) {
      little.putShort(directory + at, (short) value);
    } else {
      little.putInt(directory + at, value);
    }
    assertThat(refusal(bytes)).contains(expected);
  }

  @Test
  void bothSizesBeyondTheFileAreRefused() throws IOException {
    byte[] bytes = Pickles.zip(good());
    ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int directory = little.getInt(bytes.length - 6);
    little.putInt(directory + 20, -1).putInt(directory + 24, -1);
    assertThat(refusal(bytes))
        .isEqualTo(
            "expected entry archive/data.pkl within the archive, found it beyond." + HOSTILE);
  }

  @Test
  void aCompressedPickleIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("archive/data.pkl"));
      out.write(new byte[1 << 20]); // unpacks to a thousand times as much
    }
    assertThat(refusal(bytes.toByteArray()))
        .isEqualTo(
            "expected entries stored as they are, as PyTorch does, found archive/data.pkl"
                + " compressed or encrypted. Unpack it and pack it again without compression:"
                + " zip -0.");
  }

  @Test
  void manyEntriesAreRefused() throws IOException {
    Map<String, byte[]> entries = good();
    for (int i = 0; i < 20_000; i++) {
      entries.put("archive/x" + i, new byte[0]);
    }
    assertThat(refusal(Pickles.zip(entries)))
        .isEqualTo(
            "expected a zip archive of at most 10000 entries, found a larger one."
                + " Save the weights alone.");
  }

  @ParameterizedTest
  @CsvSource({"little-endian, a longer text", "middle, middle", "BIG, BIG"})
  void anotherByteOrderIsRefused(String order, String found) throws IOException {
    Map<String, byte[]> entries = good();
    entries.put("archive/byteorder", Pickles.bytes(order));
    assertThat(refusal(Pickles.zip(entries)))
        .isEqualTo("expected byte order little or big, found %s.%s", found, DAMAGED);
  }

  @Test
  void anArchiveOfSomethingElseIsRefused() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("word/document.xml", new byte[3]);
    assertThat(refusal(Pickles.zip(entries)))
        .isEqualTo(
            "expected a zip archive with one data.pkl, as PyTorch saves, found none."
                + " Check that it is the right file.");
    entries.put("a/data.pkl", PICKLE);
    entries.put("b/data.pkl", PICKLE);
    assertThat(refusal(Pickles.zip(entries))).contains("found 2 of them.");
  }

  @Test
  void moreBehindThePickleIsRefused() throws IOException {
    Map<String, byte[]> entries = good();
    entries.put(
        "archive/data.pkl", Pickles.bytes(new String(PICKLE, StandardCharsets.ISO_8859_1) + "N."));
    assertThat(refusal(Pickles.zip(entries)))
        .isEqualTo("expected one pickle in archive/data.pkl, found more behind it." + DAMAGED);
  }

  @Test
  void aCommentBehindTheArchiveIsNoObstacle() throws IOException {
    byte[] bytes = Pickles.zip(good());
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 300);
    longer[bytes.length - 2] = 300 - 256;
    longer[bytes.length - 1] = 1;
    Path file = Files.write(folder.resolve("x.pth"), longer);
    try (PyTorchFile open = PyTorchFile.open(file)) {
      assertThat(open.descriptions()).containsOnlyKeys("a");
    }
  }
}
