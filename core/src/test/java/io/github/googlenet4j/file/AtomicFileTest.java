package io.github.googlenet4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private Path folder;
  private Path file;

  @BeforeEach
  void anOldFile(@TempDir Path temporary) throws IOException {
    folder = temporary;
    file = Files.writeString(folder.resolve("model"), "old");
  }

  private static void writeNew(WritableByteChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}));
  }

  private void assertThatNothingChanged() {
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    assertThat(folder.toFile().list()).containsExactly("model");
  }

  @Test
  void theNewContentReplacesTheOldWhereThatIsWanted() throws IOException {
    AtomicFile.write(file, true, AtomicFileTest::writeNew);
    assertThat(file).hasContent("new");
    assertThat(folder.toFile().list()).containsExactly("model");
  }

  @Test
  void aTextIsWrittenInUtf8() throws IOException {
    AtomicFile.write(file, true, "gr\u00fc\u00dfe");
    assertThat(file).hasBinaryContent(new byte[] {'g', 'r', -61, -68, -61, -97, 'e'});
    assertThat(folder.toFile().list()).containsExactly("model");
  }

  @Test
  void anExistingFileIsNotReplacedUnasked() {
    assertThatThrownBy(() -> AtomicFile.write(file, false, AtomicFileTest::writeNew))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            file
                + ": expected no file of that name, found one. Name another, or allow it to be replaced.");
    assertThatNothingChanged();
  }

  @Test
  void aFullDiskLeavesTheOldFileAndNoOther() {
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    true,
                    channel -> {
                      writeNew(channel);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            file
                + ": expected to write it, found: No space left on device."
                + " Nothing was changed; check the disk and its permissions.");
    assertThatNothingChanged();
  }

  @Test
  void anErrorOfTheProgramLeavesTheOldFileAndNoOther() {
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    true,
                    channel -> {
                      writeNew(channel);
                      throw new OutOfMemoryError("test");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThatNothingChanged();
  }

  /** Another program's file may appear while this one writes. */
  @Test
  void aFileThatAppearsMeanwhileIsNotReplaced() {
    Path other = folder.resolve("other");
    assertThatThrownBy(
            () -> AtomicFile.write(other, false, channel -> Files.writeString(other, "theirs")))
        .hasMessageContaining("expected no file of that name, found one.");
    assertThat(other).hasContent("theirs");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("model", "other");
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    Path lost = folder.resolve("no/model");
    assertThatThrownBy(() -> AtomicFile.write(lost, true, AtomicFileTest::writeNew))
        .hasMessage(
            lost + ": expected an existing folder to write to, found none. Make the folder first.");
    Path inFile = file.resolve("model");
    assertThatThrownBy(() -> AtomicFile.write(inFile, true, AtomicFileTest::writeNew))
        .isInstanceOf(ModelFileException.class);
    assertThatNothingChanged();
  }

  @Test
  void aFolderIsNotReplaced() {
    assertThatThrownBy(() -> AtomicFile.write(folder, true, AtomicFileTest::writeNew))
        .hasMessage(
            folder + ": expected a file to write, found a folder. Name a file inside of it.");
    assertThatNothingChanged();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileNameThatTheSystemRefusesIsSaidSo() {
    Path long255 = folder.resolve("m".repeat(255)); // the temporary name is longer
    assertThatThrownBy(() -> AtomicFile.write(long255, true, AtomicFileTest::writeNew))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("expected to write it, found: ");
    assertThatNothingChanged();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkStaysALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.write(link, true, AtomicFileTest::writeNew);
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  /** A temporary file made the usual way could be read by its owner only. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theFileHasThePermissionsOfAnyOther() throws IOException {
    Path written = folder.resolve("written");
    AtomicFile.write(written, false, AtomicFileTest::writeNew);
    assertThat(Files.getPosixFilePermissions(written))
        .isEqualTo(Files.getPosixFilePermissions(file));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileThatReplacesOneKeepsItsPermissions() throws IOException {
    for (String permissions : List.of("rw-------", "rw-rw-rw-", "r--r-----")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      AtomicFile.write(
          file,
          true,
          channel -> {
            writeNew(channel);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unfinished())))
                .describedAs("while it is written")
                .isEqualTo("rw-------");
          });
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo(permissions);
    }
    Path next = Files.writeString(folder.resolve("next"), "newer");
    AtomicFile.replace(next, file);
    assertThat(file).hasContent("newer");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r--r-----");
  }

  private Path unfinished() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(path -> path.toString().endsWith(".tmp")).findFirst().orElseThrow();
    }
  }

  /** Runs in a process: writes a file for a second, and is told to end after a tenth. */
  public static void main(String[] arguments) throws IOException {
    new Thread(
            () -> {
              pause(100);
              System.exit(3);
            })
        .start();
    AtomicFile.write(
        Path.of(arguments[0]),
        false,
        channel -> {
          writeNew(channel);
          pause(700);
        });
    pause(60_000);
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aProcessThatEndsFinishesWhatItWrites() throws Exception {
    Path written = folder.resolve("written");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                AtomicFileTest.class.getName(),
                written.toString())
            .start();
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(written).hasContent("new");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("model", "written");
  }
}
