package io.github.googlenet4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.graph.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The layout of the format, written and read. */
class SafetensorsTest extends SafetensorsFile {
  @Test
  void whatIsWrittenIsReadBackBitForBit() throws IOException {
    Random random = new Random(1);
    float[] large = new float[200_001]; // more than one chunk
    for (int i = 0; i < large.length; i++) {
      large[i] = Float.intBitsToFloat(random.nextInt());
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("large", new Tensor(List.of(3, 66_667), large));
    tensors.put("scalar", new Tensor(List.of(), new float[] {-0f}));
    tensors.put("empty", new Tensor(List.of(4, 0), new float[0]));
    tensors.put("ü \"quoted\"", new Tensor(List.of(2), new float[] {1, Float.NaN}));
    Map<String, String> metadata = Map.of("note", "two\nlines, \u00fc and \ud83d\ude00");
    Safetensors.write(tensors, metadata, file(), false);
    try (Safetensors read = Safetensors.open(file())) {
      assertThat(read.metadata()).isEqualTo(metadata);
      assertThat(read.entries().keySet()).containsExactlyElementsOf(tensors.keySet());
      for (var written : tensors.entrySet()) {
        Tensor tensor = read.tensor(written.getKey());
        assertThat(tensor.shape()).isEqualTo(written.getValue().shape());
        assertThat(bits(tensor)).isEqualTo(bits(written.getValue()));
      }
    }
  }

  private static int[] bits(Tensor tensor) {
    return IntStream.range(0, tensor.values().length)
        .map(i -> Float.floatToRawIntBits(tensor.values()[i]))
        .toArray();
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Safetensors.write(
        Map.of("abc", new Tensor(List.of(1, 2), new float[] {1, -2})), Map.of(), file(), false);
    byte[] found = Files.readAllBytes(file());
    String header = "{\"abc\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    assertThat(found).startsWith(64, 0, 0, 0, 0, 0, 0, 0);
    assertThat(new String(found, 8, 64, StandardCharsets.UTF_8)).isEqualTo(header + " ".repeat(6));
    assertThat(found).endsWith(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0).hasSize(8 + 64 + 8);
  }

  @Test
  void halvesAndBrainFloatsBecomeFloats() throws IOException {
    String header =
        """
        {"b": {"dtype": "BF16", "shape": [2], "data_offsets": [2, 6]},
         "h": {"dtype": "F16", "shape": [], "data_offsets": [0, 2]}}""";
    RawSafetensors.write(file(), header, 0x00, 0xc0, 0x80, 0x3f, 0x49, 0xc0);
    try (Safetensors read = Safetensors.open(file())) {
      assertThat(read.tensor("h").values()).containsExactly(-2f);
      assertThat(read.tensor("b").values()).containsExactly(1f, -3.140625f);
    }
  }

  @Test
  void otherTypesAreRefusedByNameOnlyWhereTheirValuesAreWanted() throws IOException {
    String header =
        """
        {"count": {"dtype": "I64", "shape": [], "data_offsets": [0, 8]},
         "mask": {"dtype": "U8", "shape": [2], "data_offsets": [8, 10]},
         "w": {"dtype": "F16", "shape": [1], "data_offsets": [10, 12]}}""";
    RawSafetensors.write(file(), header, 5, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0x3c);
    assertThat(refusal(file()))
        .isEqualTo(
            "tensor count: expected dtype F32, F16 or BF16, found I64;"
                + " tensor mask: expected dtype F32, F16 or BF16, found U8. Convert them first.");
    try (Safetensors read = Safetensors.open(file())) {
      assertThat(read.tensor("w").values()).containsExactly(1f);
      assertThat(read.bytes("count").getLong()).isEqualTo(5);
      assertThatThrownBy(() -> read.tensor("v"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("v: expected a tensor of that name, found none among 3.");
    }
  }

  @Test
  void aFileThatIsNotThereIsSaidSo() {
    assertThat(refusal(file()))
        .isEqualTo("expected a file, found none of that name. Check the path.");
  }

  @Test
  void aFolderIsRefused() {
    assertThat(refusal(folder))
        .isEqualTo("expected a file, found a folder. Name a file inside of it.");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDeviceIsRefused() {
    assertThat(refusal(Path.of("/dev/zero")))
        .isEqualTo("expected a file on a disk, found a device or pipe. Copy it to a file first.");
  }
}
