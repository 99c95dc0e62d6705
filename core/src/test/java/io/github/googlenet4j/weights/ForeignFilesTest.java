package io.github.googlenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.file.Refusal;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.weights.FileKind.Reads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignFilesTest {
  private final Path folder;

  ForeignFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static byte[] bytes(String text) {
    return text.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PK\\3\\4 | PYTORCH",
        "\\200\\2\\212\\n | PYTORCH",
        "\\b\\6\\22\\7pytorch | ONNX",
        "\\n\\11GoogleNet | CAFFE",
        "\\22\\5 | CAFFE",
        "\\242\\6\\5 | CAFFE",
        "\\40\\0\\0\\0\\0\\0\\0\\0{ | SAFETENSORS",
        "{ \"metadata\": | SAFETENSORS_INDEX",
      })
  void theFirstBytesTellWhoReadsIt(String start, Reads expected) {
    assertThat(FileKind.of(bytes(start)).reads()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | an empty file. Check the path.",
        "<!DOCTYPE html> | a web page. Download the file itself.",
        "version https://git-lfs.github.com/spec/v1 | a pointer of Git LFS. Download the file itself.",
        "\\37\\213\\b | a compressed file. Unpack it first.",
        "\\211HDF\\r\\n | HDF5, as Keras and some Caffe programs save. Save the weights as safetensors.",
        "name: \"GoogleNet\" | text, such as Caffe's description of a network. Give the .caffemodel.",
        "\\177ELF\\1 | a file that begins with 7f 45 4c 46. Check the path.",
      })
  void whatIsNotReadIsCalledByItsKind(String start, String expected) throws IOException {
    Path file = Files.write(folder.resolve("googlenet.pth"), bytes(start));
    assertThat(Refusal.of(file, () -> ForeignFiles.open(file)))
        .isEqualTo(
            "expected weights of PyTorch, Caffe or ONNX, or in safetensors, found " + expected);
  }

  @Test
  void aTarArchiveIsToldByItsMark() throws IOException {
    byte[] tar = new byte[512];
    System.arraycopy(bytes("weights"), 0, tar, 0, 7);
    System.arraycopy(bytes("ustar"), 0, tar, 257, 5);
    Path file = Files.write(folder.resolve("t"), tar);
    assertThat(Refusal.of(file, () -> ForeignFiles.open(file)))
        .endsWith("found a tar archive. Unpack it first.");
  }

  @Test
  void foldersAndMissingFilesAreRefused() {
    assertThat(Refusal.of(folder, () -> ForeignFiles.open(folder))).contains("found a folder");
    Path none = folder.resolve("none");
    assertThat(Refusal.of(none, () -> ForeignFiles.open(none)))
        .isEqualTo("expected a file, found none of that name. Check the path.");
  }

  private Path shards(String index) throws IOException {
    Tensor one = new Tensor(List.of(2), new float[] {1, 2});
    Tensor two = new Tensor(List.of(1), new float[] {3});
    Safetensors.write(Map.of("a", one), Map.of(), folder.resolve("1.safetensors"), true);
    Safetensors.write(Map.of("b", two), Map.of(), folder.resolve("2.safetensors"), true);
    return Files.writeString(folder.resolve("model.safetensors.index.json"), index);
  }

  @Test
  void tensorsOfSeveralFilesComeInTheirOrder() throws IOException {
    Path index =
        shards(
            "{\"metadata\": {\"total_size\": 12}, \"weight_map\":"
                + " {\"b\": \"2.safetensors\", \"a\": \"1.safetensors\"}}");
    try (TensorFile file = ForeignFiles.open(index)) {
      assertThat(file.descriptions().keySet()).containsExactly("b", "a");
      Map<String, Tensor> found = file.tensors(List.of("a", "b"));
      assertThat(found.keySet()).containsExactly("a", "b");
      assertThat(Objects.requireNonNull(found.get("a")).values()).containsExactly(1, 2);
      assertThat(Objects.requireNonNull(found.get("b")).values()).containsExactly(3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": \"../1.safetensors\"} | expected the name of a file beside it, found ../1.safetensors.",
        "{\"a\": \"/etc/passwd\"} | expected the name of a file beside it, found /etc/passwd.",
        "{\"a\": \"..\"} | expected the name of a file beside it, found ...",
        "{\"a\": \"\"} | expected the name of a file beside it, found .",
        "{\"a\": 5} | expected a file for tensor a, found another value.",
        "{\"a\": \"2.safetensors\"} | expected tensor a in 2.safetensors, found none of that name there.",
        "{\"a\": \"1.safetensors\", \"a\": \"1.safetensors\"} | expected JSON, found Duplicate field 'a'.",
        "[] | expected weight_map to be an object, found another value.",
        "{} | expected an index of safetensors files (weight_map), found JSON without it. Check the path.",
      })
  void anIndexThatCannotBeTrustedIsRefused(String map, String expected) throws IOException {
    Path index = shards("{\"weight_map\": " + map + "}");
    assertThat(Refusal.of(index, () -> ForeignFiles.open(index))).startsWith(expected);
  }

  @Test
  void tensorsThatTheIndexDoesNotNameAreRefused() throws IOException {
    Path index = shards("{\"weight_map\": {\"a\": \"1.safetensors\"}}");
    Tensor one = new Tensor(List.of(1), new float[] {1});
    Safetensors.write(Map.of("a", one, "c", one), Map.of(), folder.resolve("1.safetensors"), true);
    assertThat(Refusal.of(index, () -> ForeignFiles.open(index)))
        .startsWith("expected only tensors that it names, found c in 1.safetensors.");
  }

  @Test
  void aLinkOutOfTheFolderIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    Path index = shards("{\"weight_map\": {\"a\": \"link.safetensors\"}}");
    Path target = Files.copy(folder.resolve("1.safetensors"), elsewhere.resolve("1.safetensors"));
    Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), target);
    assertThat(Refusal.of(link, () -> ForeignFiles.open(index)))
        .isEqualTo("expected a file beside its index, found a link to elsewhere. Copy it there.");
  }

  /** A length of eight bytes of a kind that nobody reads never becomes a name. */
  @Test
  void anyStartHasAKind() {
    for (int first = 0; first < 256; first++) {
      byte[] start = new byte[FileKind.LOOKED_AT];
      Arrays.fill(start, (byte) first);
      assertThat(FileKind.of(start).reads()).isNotNull();
    }
  }
}
