package io.github.googlenet4j.foreign.pytorch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.file.Refusal;
import io.github.googlenet4j.file.TensorFile.Description;
import io.github.googlenet4j.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch 1.13 and 2.15 wrote. */
class PyTorchFileTest {
  @TempDir Path folder = Path.of("");

  static Stream<String> readable() throws IOException {
    return GoldenFiles.expected().entrySet().stream()
        .filter(e -> !e.getValue().isNull())
        .map(Map.Entry::getKey);
  }

  @ParameterizedTest
  @MethodSource("readable")
  void tensorsAreThoseThatPyTorchReads(String name) throws IOException {
    JsonNode golden = requireNonNull(GoldenFiles.expected().get(name));
    try (PyTorchFile file = PyTorchFile.open(GoldenFiles.file(name))) {
      List<String> names = new ArrayList<>();
      golden.fieldNames().forEachRemaining(names::add);
      assertThat(file.descriptions().keySet()).containsExactlyInAnyOrderElementsOf(names);
      for (String tensor : names) {
        Description found = requireNonNull(file.descriptions().get(tensor));
        JsonNode expected = golden.get(tensor);
        assertThat(found.type()).as(tensor).isEqualTo(expected.get("type").asText());
        List<Integer> shape = new ArrayList<>();
        expected.get("shape").forEach(extent -> shape.add(extent.asInt()));
        assertThat(found.shape()).as(tensor).isEqualTo(shape);
        assertThat(found.readable()).as(tensor).isEqualTo(!expected.get("bits").isNull());
        if (found.readable()) {
          assertThat(bits(read(file, tensor))).as(tensor).isEqualTo(expected.get("bits").asText());
        }
      }
    }
  }

  private static Tensor read(PyTorchFile file, String name) throws IOException {
    return requireNonNull(file.tensors(List.of(name)).get(name));
  }

  private static String bits(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(tensor.values().length * Float.BYTES);
    for (float value : tensor.values()) {
      bytes.putInt(Integer.reverseBytes(Float.floatToRawIntBits(value)));
    }
    return HexFormat.of().formatHex(bytes.array());
  }

  @Test
  void tensorsComeInTheOrderOfTheNames() throws IOException {
    try (PyTorchFile file = PyTorchFile.open(GoldenFiles.file("zip_state_2.15.pth"))) {
      assertThat(file.tensors(List.of("fc.weight", "conv1.bn.bias")).keySet())
          .containsExactly("fc.weight", "conv1.bn.bias");
      assertThat(file.notes()).isEmpty();
      assertThat(file.format()).isEqualTo("PyTorch");
      assertThat(file.metadata()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zip_checkpoint_1.13",
        "zip_checkpoint_2.15",
        "stream_checkpoint_1.13",
        "stream_checkpoint_2.15"
      })
  void whatStandsBesideTheWeightsIsNoted(String name) throws IOException {
    try (PyTorchFile file = PyTorchFile.open(GoldenFiles.file(name + ".pth"))) {
      assertThat(file.notes())
          .containsExactly(
              "The tensors were read under state_dict. epoch, arch, best_acc1, scores, optimizer,"
                  + " lr_scheduler, args, losses, counts, queue and 3 more beside it was left out.");
    }
  }

  @Test
  void nestedKeysAreNoted() throws IOException {
    try (PyTorchFile file = PyTorchFile.open(GoldenFiles.file("stream_nested_1.13.pth"))) {
      assertThat(file.notes())
          .containsExactly(
              "The tensors were read under model. epoch beside it was left out.",
              "The tensors were read under state_dict.");
    }
  }

  @Test
  void averagedWeightsBesideTheModelAreNoted() throws IOException {
    try (PyTorchFile file = PyTorchFile.open(GoldenFiles.file("zip_ema_2.15.pth"))) {
      assertThat(file.notes())
          .containsExactly(
              "The tensors were read under model. model_ema, net beside it was left out.");
    }
  }

  @Test
  void roundingIsNoted() throws IOException {
    try (PyTorchFile file = PyTorchFile.open(GoldenFiles.file("zip_types_1.13.pth"))) {
      assertThat(file.notes())
          .containsExactly("Tensors of float64, 1 of them, are rounded to float32.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "zip_model_1.13, torch.nn.modules.container.Sequential",
    "zip_model_2.15, torch.nn.modules.container.Sequential",
    "stream_model_1.13, torch.nn.modules.container.Sequential"
  })
  void aWholeModelIsRefusedWithTheLineThatSavesItsWeights(String name, String type) {
    Path file = GoldenFiles.file(name + ".pth");
    assertThat(Refusal.of(file, () -> PyTorchFile.open(file)))
        .isEqualTo(
            "expected a dictionary of tensors, found a whole pickled model, of %s.".formatted(type)
                + " If you trust the file, save its weights first: python3 -c \"import torch;"
                + " torch.save(torch.load('%s.pth', map_location='cpu', weights_only=False)"
                    .formatted(name)
                + ".state_dict(), 'weights.pth')\".");
  }

  @Test
  void aTorchScriptProgramIsRefused() {
    Path file = GoldenFiles.file("script.pth");
    assertThat(Refusal.of(file, () -> PyTorchFile.open(file)))
        .isEqualTo(
            "expected a dictionary of tensors, found a TorchScript program. Save its weights first:"
                + " python3 -c \"import torch; torch.save(torch.jit.load('script.pth').state_dict(),"
                + " 'weights.pth')\".");
  }

  @Test
  void otherTypesAreDescribedButNotRead() throws IOException {
    try (PyTorchFile file = PyTorchFile.open(GoldenFiles.file("zip_types_2.15.pth"))) {
      assertThatThrownBy(() -> file.tensors(List.of("torch.int64")))
          .hasMessageEndingWith(
              ": expected tensor torch.int64: float32, float64, float16 or bfloat16, found int64."
                  + " Convert it first.");
      assertThatThrownBy(() -> file.tensors(List.of("other")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("other: expected a tensor of that name, found none among 12.");
    }
  }

  @Test
  void aChangedValueInAZipArchiveIsNoticed() throws IOException {
    byte[] bytes = Files.readAllBytes(GoldenFiles.file("zip_state_1.13.pth"));
    Path file = folder.resolve("changed.pth");
    try (PyTorchFile open = PyTorchFile.open(GoldenFiles.file("zip_state_1.13.pth"))) {
      byte[] value = new byte[4];
      float first = read(open, "fc.bias").values()[0];
      ByteBuffer.wrap(value).putInt(Integer.reverseBytes(Float.floatToRawIntBits(first)));
      bytes[indexOf(bytes, value)] ^= 1;
    }
    Files.write(file, bytes);
    try (PyTorchFile open = PyTorchFile.open(file)) {
      open.tensors(List.of("fc.weight"));
      assertThat(Refusal.of(file, () -> open.tensors(List.of("fc.bias"))))
          .startsWith("expected checksum ")
          .contains(" of storage 7, found ")
          .endsWith(". The file is damaged or cut short: copy it again.");
    }
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at < bytes.length - part.length; at++) {
      if (java.util.Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not in the file");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aFileShorterThanItsSignatureIsRefused(int length) throws IOException {
    Path file = Files.write(folder.resolve("short.pth"), new byte[length]);
    assertThat(Refusal.of(file, () -> PyTorchFile.open(file)))
        .startsWith("expected a PyTorch file, found ");
  }

  @Test
  void whatIsNoFileIsRefused() {
    assertThat(Refusal.of(folder, () -> PyTorchFile.open(folder)))
        .isEqualTo("expected a file, found a folder. Name a file inside of it.");
    Path missing = folder.resolve("missing.pth");
    assertThat(Refusal.of(missing, () -> PyTorchFile.open(missing)))
        .isEqualTo("expected a file, found none of that name. Check the path.");
  }
}
