package io.github.googlenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.file.Refusal;
import io.github.googlenet4j.graph.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpzFileTest {
  private final Path folder;

  NpzFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static byte[] array(String descr, String shape, byte[] values) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, shape) + "\n";
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(10 + text.length + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1))
        .putShort((short) text.length)
        .put(text)
        .put(values)
        .array();
  }

  private Path zip(String name, byte[] content) throws IOException {
    Path file = folder.resolve("a.npz");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return Files.write(file, bytes.toByteArray());
  }

  private static byte[] doubles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return bytes.array();
  }

  @Test
  void arraysAreReadWithTheirShape() throws IOException {
    Path file = zip("logits.npy", array("<f8", "(1, 3)", doubles(1, 2.5, -3)));
    try (NpzFile npz = NpzFile.open(file)) {
      Map<String, Tensor> found = npz.tensors(List.of("logits"));
      Tensor logits = Objects.requireNonNull(found.get("logits"));
      assertThat(logits.shape()).containsExactly(1, 3);
      assertThat(logits.values()).containsExactly(1, 2.5f, -3);
    }
  }

  /** Entries of objects hold pickles, which are not even looked at. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "<f4; (2, 3); expected 24 bytes of values, found 8.",
        "<f4; (99999, 99999); expected at most 33554432 values, found more.",
        "<f4; (0, 9999999999); expected at most 33554432 values, found more.",
        "<f4; (-1,); expected an array in C order, found {'descr'",
        "|O; (1,); expected float32 or float64 for a, found |O.",
        ">f4; (2,); expected float32 or float64 for a, found >f4.",
      })
  void whatCannotBeReadIsRefused(String descr, String shape, String expected) throws IOException {
    Path file = zip("a.npy", array(descr, shape, new byte[8]));
    assertThat(Refusal.of(file, () -> read(file))).startsWith(expected);
  }

  @Test
  void otherArchivesAndDamagedOnesAreRefused() throws IOException {
    Path other = zip("data.pkl", new byte[9]);
    assertThat(Refusal.of(other, () -> read(other))).startsWith("expected arrays (.npy), found");
    Path text = zip("a.npy", "NUMPY".getBytes(StandardCharsets.US_ASCII));
    assertThat(Refusal.of(text, () -> read(text))).startsWith("expected arrays of NumPy, found");
    byte[] whole = Files.readAllBytes(zip("a.npy", array("<f4", "(2,)", new byte[8])));
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThat(Refusal.of(cut, () -> read(cut))).isNotEmpty();
    }
  }

  private static void read(Path file) throws IOException {
    try (NpzFile npz = NpzFile.open(file)) {
      npz.tensors(List.of("a"));
    }
  }
}
