package io.github.googlenet4j.foreign.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.file.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensors that lie elsewhere than in their storage, and storages elsewhere than in the file. */
class HostileTensorTest {
  private static final String DAMAGED = " The file is damaged or cut short: copy it again.";
  private static final String HOSTILE =
      " The file is damaged or hostile: take it from its source again.";

  @TempDir Path folder = Path.of("");

  private Path file() {
    return folder.resolve("x.pth");
  }

  private static long[] numbers(String list) {
    return list.isEmpty()
        ? new long[0]
        : List.of(list.split(" ", -1)).stream().mapToLong(Long::parseLong).toArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | -1 | 1 | extents from 0 to 2147483647, found [-1]",
        "0 | 4294967296 | 1 | extents from 0 to 2147483647, found [4294967296]",
        "0 | 9223372036854775807 | 1 | extents from 0 to 2147483647, found [9223372036854775807]",
        "-1 | 1 | 1 | a beginning within the 12 values stored, found -1",
        "13 | 1 | 1 | a beginning within the 12 values stored, found 13",
        "9223372036854775807 | 1 | 1 | a beginning within the 12 values stored, found 9223372036854775807",
        "0 | 13 | 1 | values within the 12 stored, found shape [13], strides [1] from value 0",
        "12 | '' | '' | values within the 12 stored, found shape [], strides [] from value 12",
        "10 | 3 | 1 | values within the 12 stored, found shape [3], strides [1] from value 10",
        "0 | 2 | 12 | values within the 12 stored, found shape [2], strides [12] from value 0",
        "0 | 2 | 9223372036854775807 | values within the 12 stored, found shape [2], strides [9223372036854775807] from value 0",
        "0 | 2147483647 2147483647 | 2147483647 1 | values within the 12 stored, found shape [2147483647, 2147483647], strides [2147483647, 1] from value 0",
        "0 | 2147483647 2147483647 2147483647 | 1 1 1 | values within the 12 stored, found shape [2147483647, 2147483647, 2147483647], strides [1, 1, 1] from value 0",
      })
  void aTensorBeyondItsStorageIsRefused(long offset, String size, String stride, String expected)
      throws IOException {
    String tensor = Pickles.tensor(12, offset, numbers(size), numbers(stride));
    Pickles.zip(file(), Pickles.dictionary("a", tensor), new byte[48]);
    assertThat(Bounds.refusal(file())).isEqualTo("expected tensor a: " + expected + "." + HOSTILE);
  }

  @ParameterizedTest
  @CsvSource({"1000000, 0", "2, -1", "2 2, 1 1", "3 3, 2 1", "2 3, 1 0", "2 2, -3 1"})
  void valuesThatOverlapAreRefused(String size, String stride) throws IOException {
    String tensor = Pickles.tensor(12, 0, numbers(size), numbers(stride));
    Pickles.zip(file(), Pickles.dictionary("a", tensor), new byte[48]);
    assertThat(Bounds.refusal(file()))
        .startsWith("tensor a: expected values that lie apart, found some that overlap (shape [")
        .endsWith("). Save a copy of it: tensor.clone().contiguous().");
  }

  @ParameterizedTest
  @CsvSource({"-1", "9223372036854775807", "-9223372036854775808", "2305843009213693952"})
  void aStorageLargerThanTheFileIsRefused(long count) throws IOException {
    String tensor = Pickles.tensor(count, 0, numbers("1"), numbers("1"));
    Pickles.zip(file(), Pickles.dictionary("a", tensor), new byte[4]);
    assertThat(Bounds.refusal(file()))
        .startsWith("expected storages within the file's ")
        .endsWith(" bytes, found storage 0 of %d values.%s".formatted(count, DAMAGED));
  }

  @Test
  void aStorageOfAnotherLengthIsRefused() throws IOException {
    String tensor = Pickles.tensor(3, 0, numbers("3"), numbers("1"));
    Pickles.zip(file(), Pickles.dictionary("a", tensor), new byte[8]);
    assertThat(Bounds.refusal(file()))
        .isEqualTo("expected 12 bytes of storage 0, found 8." + DAMAGED);
    Pickles.zip(file(), Pickles.dictionary("a", tensor));
    assertThat(Bounds.refusal(file()))
        .isEqualTo("expected 12 bytes of storage 0, found none." + DAMAGED);
  }

  @Test
  void aStorageOfTwoTypesIsRefused() throws IOException {
    String one = Pickles.tensor(2, 0, numbers("2"), numbers("1"));
    String two =
        Pickles.tensor(Pickles.storage("HalfStorage", "0", 2), 0, numbers("2"), numbers("1"));
    String pickle = "}" + Pickles.text("a") + one + "s" + Pickles.text("b") + two + "s.";
    Pickles.zip(file(), pickle, new byte[8]);
    assertThat(Bounds.refusal(file()))
        .isEqualTo("expected one type and length of storage 0, found 2." + HOSTILE);
  }

  @Test
  void aKeyThatIsAPathIsOnlyAKey() throws IOException {
    String storage = Pickles.storage("FloatStorage", "../../../etc/passwd", 1);
    String tensor = Pickles.tensor(storage, 0, numbers("1"), numbers("1"));
    Pickles.zip(file(), Pickles.dictionary("a", tensor), new byte[4]);
    assertThat(Bounds.refusal(file()))
        .isEqualTo("expected 4 bytes of storage ../../../etc/passwd, found none." + DAMAGED);
  }

  @Test
  void tooManyDimensionsAreRefused() throws IOException {
    String tensor = Pickles.tensor(1, 0, new long[40], new long[40]);
    Pickles.zip(file(), Pickles.dictionary("a", tensor), new byte[4]);
    assertThat(Bounds.refusal(file()))
        .isEqualTo("expected at most 32 dimensions, found 40 of a tensor." + HOSTILE);
  }

  @Test
  void aShapeWithoutStridesIsRefused() throws IOException {
    String tensor = Pickles.tensor(1, 0, numbers("1"), numbers("1 1"));
    Pickles.zip(file(), Pickles.dictionary("a", tensor), new byte[4]);
    assertThat(Bounds.refusal(file()))
        .isEqualTo(
            "expected a call of torch._utils._rebuild_tensor_v2 as PyTorch writes it,"
                + " found one with 6 other arguments."
                + DAMAGED);
  }

  @Test
  void negatedValuesAreRefused() throws IOException {
    String tensor = Pickles.tensor(1, 0, numbers("1"), numbers("1"));
    String negated =
        tensor.substring(0, tensor.length() - 2) + "}" + Pickles.text("neg") + "\u0088stR";
    Pickles.zip(file(), Pickles.dictionary("a", negated), new byte[4]);
    assertThat(Bounds.refusal(file()))
        .startsWith("expected tensors without metadata, found a dictionary. Save a copy of them");
  }

  @Test
  void aMillionNamesOfOneTensorAreRefused() throws IOException {
    StringBuilder pickle = new StringBuilder("}");
    pickle.append(Pickles.tensor(1, 0, numbers("1"), numbers("1"))).append("q\0").append("0");
    for (int i = 0; i < 80_000; i++) {
      pickle.append(Pickles.text("t" + i)).append("h\0s");
    }
    Pickles.zip(file(), pickle + ".", new byte[4]);
    assertThat(Bounds.refusal(file()))
        .isEqualTo("expected at most 16384 tensors, found more. Save the weights alone.");
  }

  /** Of the older form: each storage of the pickle, once, of the length that the pickle says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 3 | 12 | expected 3 values of storage 0, found the end",
        "0 | 2 | 8 | expected 3 values of storage 0, found the end",
        "0 | 2 | 12 | expected 3 values of storage 0, found 2",
        "0 | -1 | 12 | expected 3 values of storage 0, found -1",
        "0 | 9223372036854775807 | 12 | expected 3 values of storage 0, found 9223372036854775807",
        "1 | 3 | 12 | expected each storage of the pickle once, found 1",
        "0 | 3 | 13 | expected the end behind the last storage, found 1 bytes more",
      })
  void theOlderFormsStoragesAreChecked(String key, long count, int bytes, String expected)
      throws IOException {
    String tensor = Pickles.tensor(3, 0, numbers("3"), numbers("1"));
    int stored = expected.endsWith("the end") ? bytes - 1 : bytes;
    Pickles.stream(
        file(),
        Pickles.dictionary("a", tensor),
        "\u0080\u0002]" + Pickles.text(key) + "a.",
        Pickles.int64(count) + "\0".repeat(stored));
    assertThat(Bounds.refusal(file())).isEqualTo(expected + "." + DAMAGED);
  }

  @Test
  void theOlderFormNamesEachStorageOnce() throws IOException {
    String tensor = Pickles.tensor(1, 0, numbers("1"), numbers("1"));
    String pickle = Pickles.dictionary("a", tensor);
    String twice = "\u0080\u0002](" + Pickles.text("0") + Pickles.text("0") + "e.";
    Pickles.stream(file(), pickle, twice, (Pickles.int64(1) + "\0\0\0\0").repeat(2));
    assertThat(Bounds.refusal(file()))
        .isEqualTo("expected each storage of the pickle once, found 0." + DAMAGED);
    Pickles.stream(file(), pickle, "\u0080\u0002].", "");
    assertThat(Bounds.refusal(file()))
        .isEqualTo("expected 4 bytes of storage 0, found none." + DAMAGED);
    Pickles.stream(file(), pickle, "\u0080\u0002}.", "");
    assertThat(Bounds.refusal(file()))
        .isEqualTo("expected a list of storages, found another value." + DAMAGED);
  }

  /** What PyTorch before 0.4 wrote for a tensor over a part of a storage. */
  @ParameterizedTest
  @CsvSource({"-1, 1", "4, 1", "0, -1", "3, 2", "9223372036854775807, 9223372036854775807"})
  void aPartBeyondItsStorageIsRefused(long first, long length) throws IOException {
    String part = "(" + Pickles.text("v") + Pickles.number(first) + Pickles.number(length) + "t";
    String storage = Pickles.storage("FloatStorage", "0", 4).replace("tQ", part + "tQ");
    String tensor = Pickles.tensor(storage, 0, numbers("1"), numbers("1"));
    Pickles.stream(file(), Pickles.dictionary("a", tensor), "\u0080\u0002].", "");
    assertThat(Bounds.refusal(file()))
        .isEqualTo("expected a part within the 4 values of storage 0, found another." + HOSTILE);
  }

  @Test
  void aPartOfAStorageIsRead() throws IOException {
    String part = "(" + Pickles.text("v") + "K\u0001K\u0002t";
    String storage = Pickles.storage("FloatStorage", "0", 4).replace("tQ", part + "tQ");
    String tensor = Pickles.tensor(storage, 1, numbers("1"), numbers("1"));
    Pickles.stream(
        file(),
        Pickles.dictionary("a", tensor),
        "\u0080\u0002]" + Pickles.text("0") + "a.",
        Pickles.int64(4) + "\0\0\0\0".repeat(2) + "\0\0\u0080?" + "\0\0\0\0");
    try (PyTorchFile file = PyTorchFile.open(file())) {
      assertThat(file.tensors(List.of("a")).values().iterator().next().values())
          .containsExactly(1f);
    }
  }

  @Test
  void aFileCutShortWhileItIsReadIsAnError() throws IOException {
    String tensor = Pickles.tensor(4, 0, numbers("4"), numbers("1"));
    Pickles.stream(
        file(),
        Pickles.dictionary("a", tensor),
        "\u0080\u0002]" + Pickles.text("0") + "a.",
        Pickles.int64(4) + "\0".repeat(16));
    try (PyTorchFile open = PyTorchFile.open(file());
        java.io.RandomAccessFile other = new java.io.RandomAccessFile(file().toFile(), "rw")) {
      other.setLength(other.length() - 5);
      assertThat(Refusal.of(file(), () -> open.tensors(List.of("a"))))
          .isEqualTo("expected 5 bytes more, found the end." + DAMAGED);
    }
  }
}
