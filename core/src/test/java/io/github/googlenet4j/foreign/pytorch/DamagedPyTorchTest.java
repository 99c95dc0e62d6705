package io.github.googlenet4j.foreign.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real files, damaged at each byte of their first 4 kB: read, or refused with one line. */
class DamagedPyTorchTest {
  private static final int FIRST = 4096;

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zip_checkpoint_2.15",
        "zip_state_1.13",
        "stream_checkpoint_1.13",
        "stream_protocol4_2.15"
      })
  void aFlippedBitIsReadOrRefused(String name) throws IOException {
    Set<String> outcomes = new TreeSet<>();
    try (FileChannel file = copy(name)) {
      for (int at = 0; at < Math.min(FIRST, file.size()); at++) {
        flip(file, at, 1 << at % 8);
        outcomes.add(outcome());
        flip(file, at, 1 << at % 8);
      }
    }
    assertThat(outcomes).containsExactly("read", "refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip_checkpoint_2.15", "stream_checkpoint_1.13"})
  void aFileCutShortIsRefused(String name) throws IOException {
    try (FileChannel file = copy(name)) {
      for (long length = file.size() - 1; length >= 0; length--) {
        file.truncate(length);
        assertThat(outcome()).as("%d bytes", length).isEqualTo("refused");
      }
    }
  }

  /** The archive's checksum covers the pickle: no changed name or shape passes for a right one. */
  @Test
  void aFlippedBitInAnArchivesPickleIsAlwaysRefused() throws IOException {
    byte[] valid = Files.readAllBytes(GoldenFiles.file("zip_state_2.15.pth"));
    int begin = 0;
    while (valid[begin] != (byte) 0x80 || valid[begin + 1] != 2) {
      begin++;
    }
    try (FileChannel file = copy("zip_state_2.15")) {
      for (int at = begin; at < begin + 800; at++) {
        flip(file, at, 1);
        assertThat(outcome()).isEqualTo("refused");
        flip(file, at, 1);
      }
    }
  }

  private Path path() {
    return folder.resolve("x.pth");
  }

  /** A copy that is changed where it lies: to write a file anew takes longer than to read it. */
  private FileChannel copy(String name) throws IOException {
    Files.copy(GoldenFiles.file(name + ".pth"), path());
    return FileChannel.open(path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static void flip(FileChannel file, int at, int bits) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    file.read(one, at);
    one.put(0, (byte) (one.get(0) ^ bits));
    file.write(one.flip(), at);
  }

  private String outcome() throws IOException {
    try (PyTorchFile file = PyTorchFile.open(path())) {
      List<String> readable = new ArrayList<>();
      file.descriptions()
          .forEach(
              (name, tensor) -> {
                if (tensor.readable()) {
                  readable.add(name);
                }
              });
      file.tensors(readable)
          .forEach((name, tensor) -> assertThat(tensor.values()).hasSizeLessThan(2000));
      return "read";
    } catch (ModelFileException e) {
      Refusal.withoutFile(path(), String.valueOf(e.getMessage()));
      return "refused";
    }
  }
}
