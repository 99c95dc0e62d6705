package io.github.googlenet4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.graph.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged, or made to do harm: one line, before memory is taken. */
class HostileSafetensorsTest extends SafetensorsFile {
  private static final String DAMAGED = " The file is damaged or cut short: copy it again.";

  private static String entry(String name, String shape, String offsets) {
    return "\"%s\": {\"dtype\": \"F32\", \"shape\": %s, \"data_offsets\": %s}"
        .formatted(name, shape, offsets);
  }

  @ParameterizedTest
  @CsvSource({"0, an empty file", "7, only 7 bytes"})
  void aFileShorterThanItsFirstNumberIsRefused(int length, String found) throws IOException {
    Files.write(file(), new byte[length]);
    assertThat(refusal(file()))
        .isEqualTo("expected a safetensors file, found %s. Copy it again.", found);
  }

  @ParameterizedTest
  @CsvSource({
    "1152921504606846976, 1152921504606846976", // 2^60
    "-1, 18446744073709551615",
    "17, 17",
    "1, 1",
    "0, 0"
  })
  void aHeaderLongerThanTheFileIsRefusedBeforeMemoryIsTaken(long length, String found)
      throws IOException {
    Files.write(file(), ByteBuffer.allocate(24).putLong(Long.reverseBytes(length)).array());
    assertThat(refusal(file()))
        .isEqualTo(
            "expected a header length from 2 to 16, found %s."
                + " The file is no safetensors file, or cut short: copy it again.",
            found);
  }

  @Test
  void aHeaderOfMoreThan100MegabytesIsRefused() throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file().toFile(), "rw")) {
      out.writeLong(Long.reverseBytes(100_000_001));
      out.setLength(200_000_000);
    }
    assertThat(refusal(file())).startsWith("expected a header length from 2 to 100000000, found");
  }

  @Test
  void aPyTorchFileIsRecognised() throws IOException {
    Files.write(file(), new byte[] {'P', 'K', 3, 4, 0, 0, 8, 8, 0, 0});
    assertThat(refusal(file()))
        .isEqualTo(
            "expected a safetensors file, found a zip archive, as PyTorch saves."
                + " Convert it to safetensors first.");
  }

  @Test
  void aFileCutShortNamesTheTensorsThatAreGone() throws IOException {
    String header =
        """
        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
         "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]},
         "c": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}}""";
    assertThat(refusal(header, 0, 0, 0, 0, 0, 0))
        .isEqualTo(
            "tensor b: expected data within the 6 bytes behind the header, found bytes 4 to 8;"
                + " tensor c: expected data within the 6 bytes behind the header, found bytes 8 to 12."
                + DAMAGED);
  }

  @Test
  void aFileCutShortWhileItIsReadIsAnError() throws IOException {
    Safetensors.write(Map.of("a", new Tensor(List.of(4), new float[4])), Map.of(), file(), false);
    try (Safetensors open = Safetensors.open(file());
        RandomAccessFile other = new RandomAccessFile(file().toFile(), "rw")) {
      other.setLength(other.length() - 5);
      assertThatThrownBy(open::tensors)
          .isInstanceOf(ModelFileException.class)
          .hasMessage(
              file()
                  + ": expected 5 bytes more, found the end. The file became shorter while it was read.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // overlapping
        "[0, 8] | [4, 12] | tensor b: expected data from byte 8, where tensor a ends, found from byte 4",
        "[0, 8] | [0, 8] | tensor b: expected data from byte 8, where tensor a ends, found from byte 0",
        // holes
        "[0, 8] | [12, 20] | tensor b: expected data from byte 8, where tensor a ends, found from byte 12",
        "[4, 12] | [12, 20] | tensor a: expected data from byte 0, where the header ends, found from byte 4",
      })
  void tensorsThatOverlapOrLeaveHolesAreRefused(String a, String b, String expected)
      throws IOException {
    String header = "{" + entry("a", "[2]", a) + ", " + entry("b", "[2]", b) + "}";
    assertThat(refusal(header, new int[20]))
        .isEqualTo(expected + ". The file is damaged or hostile: take it from its source again.");
  }

  @Test
  void bytesBehindTheLastTensorAreRefused() throws IOException {
    assertThat(refusal("{" + entry("a", "[2]", "[0, 8]") + "}", new int[9]))
        .isEqualTo(
            "expected 8 bytes behind the header, where tensor a ends, found: 9 bytes." + DAMAGED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[-1] | [0, 4] | extents from 0 to 2147483647, found [-1]",
        "[4294967297] | [0, 4] | extents from 0 to 2147483647, found [4294967297]",
        "[2147483647, 2147483647, 2147483647] | [0, 4] | a shape whose bytes can be counted, found [2147483647, 2147483647, 2147483647]",
        "[2] | [0, 4] | 8 bytes for F32 [2], found 4 bytes",
        "[1] | [4, 0] | data within the 8 bytes behind the header, found bytes 4 to 0",
        "[1] | [-4, 0] | data within the 8 bytes behind the header, found bytes -4 to 0",
        "[1] | [8, 12] | data within the 8 bytes behind the header, found bytes 8 to 12",
        "[1] | [0, 9223372036854775807] | data within the 8 bytes behind the header, found bytes 0 to 9223372036854775807",
        "[1] | [0, 9223372036854775808] | data_offsets of two whole numbers, found others",
        "[1] | [0, 4, 8] | data_offsets of two whole numbers, found others",
        "[1] | [0] | data_offsets of two whole numbers, found others",
        "[1] | {} | data_offsets of two whole numbers, found others",
        "[1.5] | [0, 4] | a shape of at most 32 whole numbers, found another",
        "[[1]] | [0, 4] | a shape of at most 32 whole numbers, found another",
        "null | [0, 4] | a shape of at most 32 whole numbers, found another",
      })
  void anImpossibleTensorIsRefused(String shape, String offsets, String expected)
      throws IOException {
    assertThat(refusal("{" + entry("a", shape, offsets) + "}", new int[8]))
        .isEqualTo("tensor a: expected " + expected + "." + DAMAGED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | an object, found another value",
        "{} | a dtype, found none",
        "{\"dtype\": 3} | a dtype, found none",
        "{\"dtype\": \"F4\", \"shape\": [], \"data_offsets\": [0, 8]} | a dtype of safetensors, found F4",
        "{\"dtype\": \"F32\", \"stride\": 1} | dtype, shape and data_offsets only, found stride too",
      })
  void anotherKindOfEntryIsRefused(String json, String expected) throws IOException {
    assertThat(refusal("{\"a\": " + json + "}", new int[8]))
        .isEqualTo("tensor a: expected " + expected + "." + DAMAGED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | expected a header that begins with {, found: another character.",
        "{\"a\": | expected a header in JSON, found: Unexpected end-of-input",
        "{} {} | expected a header of one JSON object, found: more behind it.",
        "{\"a\": 1, \"a\": 1} | expected a header in JSON, found: Duplicate field 'a'",
        "{\"__metadata__\": [1]} | expected __metadata__ to be an object of strings, found: START_ARRAY.",
        "{\"__metadata__\": {\"k\": 1}} | expected __metadata__ to be an object of strings, found: another value of k.",
        "{\"__metadata__\": {\"k\": \"\", \"k\": \"\"}} | expected a header in JSON, found: Duplicate field 'k'",
      })
  void aHeaderThatIsNoneIsRefused(String header, String expected) throws IOException {
    assertThat(refusal(header)).startsWith(expected).endsWith(DAMAGED);
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    assertThat(refusal("{\"a\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
        .startsWith("expected a header in JSON, found: ")
        .contains("nesting depth")
        .endsWith(DAMAGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE"})
  void otherEncodingsOfJsonAreRefused(String charset) throws IOException {
    byte[] header = "{\"\u00fc\": 1}".getBytes(charset);
    assertThat(refusal(RawSafetensors.writeBytes(file(), header, new byte[0]))).endsWith(DAMAGED);
  }

  @Test
  void manyTinyEntriesAreRefused() throws IOException {
    String header =
        IntStream.range(0, 70_000)
            .mapToObj(i -> entry("t" + i, "[0]", "[0, 0]"))
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(refusal(header)).isEqualTo("expected at most 65536 names, found: more." + DAMAGED);
  }

  @Test
  void aLongListOfFaultsIsCut() throws IOException {
    String header =
        IntStream.range(0, 1015)
            .mapToObj(i -> entry("t" + i, "[1]", "[100, 104]"))
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(refusal(header)).contains("tensor t9: ").endsWith("; and 15 more." + DAMAGED);
  }

  @Test
  void namesInMessagesCannotTakeOverTheTerminal() throws IOException {
    String name = "\\n\\u001b[2Jx\\u202e" + "y".repeat(1000);
    assertThat(refusal("{\"" + name + "\": 1}"))
        .isEqualTo(
            "tensor ??[2Jx?%s...: expected an object, found another value.%s",
            "y".repeat(100 - 7), DAMAGED);
  }

  /** Whatever is in a file: it is read, or refused with one line. */
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    String header =
        """
        {"__metadata__": {"format": "x"},
         "a": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]},
         "b": {"dtype": "BF16", "shape": [3], "data_offsets": [8, 14]},
         "c": {"dtype": "F16", "shape": [], "data_offsets": [14, 16]}}""";
    byte[] valid = Files.readAllBytes(RawSafetensors.write(file(), header, new int[16]));
    Random random = new Random(7);
    List<String> outcomes = new ArrayList<>();
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = valid.clone();
      int flips = 1 + random.nextInt(3);
      for (int i = 0; i < flips; i++) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
      }
      Files.write(file(), bytes);
      try {
        readAll(file()).forEach((name, tensor) -> assertThat(tensor.values()).hasSizeLessThan(9));
        outcomes.add("read");
      } catch (ModelFileException e) {
        Refusal.withoutFile(file(), String.valueOf(e.getMessage()));
        outcomes.add("refused");
      }
    }
    assertThat(outcomes).contains("read", "refused");
  }
}
