package io.github.googlenet4j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedFolderTest {
  private static final String NONE = "none";

  @TempDir private Path place = Path.of("");

  private CachedFolder folder(long largest) {
    return CachedFolder.at(place.resolve("kept"), largest);
  }

  private static void write(CachedFolder folder, String name, String text) {
    folder.write(name, out -> out.writeUTF(text));
  }

  private static String read(CachedFolder folder, String name) {
    String[] text = {NONE};
    boolean read = folder.read(name, in -> text[0] = in.readUTF());
    return read ? text[0] : NONE;
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    CachedFolder folder = folder(1000);
    assertThat(read(folder, "a")).isEqualTo(NONE);
    write(folder, "a", "first");
    write(folder, "a", "second");
    write(folder, "b", "x".repeat(300));
    assertThat(read(folder, "a")).isEqualTo("second");
    assertThat(read(folder, "b")).hasSize(300);
    try (Stream<Path> files = Files.list(place.resolve("kept"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a", "b"); // nothing unfinished
    }
    assertThat(Files.getPosixFilePermissions(place.resolve("kept")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aDamagedFileIsNone() throws IOException {
    CachedFolder folder = folder(1000);
    write(folder, "a", "text");
    Path file = place.resolve("kept/a");
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 1;
      Files.write(file, changed);
      assertThat(read(folder, "a")).as("byte " + i).isEqualTo(NONE);
      Files.write(file, Arrays.copyOf(whole, i));
      assertThat(read(folder, "a")).as("length " + i).isEqualTo(NONE);
    }
    Files.write(file, whole);
    assertThat(read(folder, "a")).isEqualTo("text");
  }

  /** Whoever can write to a file decides what is read. */
  @Test
  void aFileThatOthersCanWriteToIsNotBelieved() throws IOException {
    CachedFolder folder = folder(1000);
    write(folder, "a", "text");
    Files.setPosixFilePermissions(
        place.resolve("kept/a"), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(read(folder, "a")).isEqualTo(NONE);
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    CachedFolder folder = folder(1000);
    write(folder, "a", "text");
    Files.createSymbolicLink(place.resolve("kept/b"), place.resolve("kept/a"));
    assertThat(read(folder, "b")).isEqualTo(NONE);
  }

  @Test
  void theFilesThatWereUsedLastStay() throws IOException {
    CachedFolder folder = folder(300);
    for (String name : new String[] {"a", "b", "c"}) {
      write(folder, name, "x".repeat(60)); // 94 bytes
    }
    Instant past = Instant.now().minusSeconds(1000);
    Files.setLastModifiedTime(place.resolve("kept/a"), FileTime.from(past));
    Files.setLastModifiedTime(place.resolve("kept/b"), FileTime.from(past.plusSeconds(1)));
    assertThat(read(folder, "a")).hasSize(60); // used now
    write(folder, "d", "x".repeat(60));
    assertThat(read(folder, "b")).isEqualTo(NONE);
    assertThat(read(folder, "a")).hasSize(60);
    assertThat(read(folder, "c")).hasSize(60);
    assertThat(read(folder, "d")).hasSize(60);
  }

  @Test
  void withoutAPlaceNothingIsKept() throws IOException {
    write(CachedFolder.none(), "a", "text");
    assertThat(read(CachedFolder.none(), "a")).isEqualTo(NONE);
    Files.writeString(place.resolve("kept"), "a file");
    write(folder(1000), "a", "text");
    assertThat(read(folder(1000), "a")).isEqualTo(NONE);
  }

  @Test
  void aFailureWhileWritingLeavesTheFileThatWasThere() {
    CachedFolder folder = folder(1000);
    write(folder, "a", "text");
    folder.write(
        "a",
        out -> {
          out.writeUTF("half");
          throw new IOException("full");
        });
    assertThat(read(folder, "a")).isEqualTo("text");
  }
}
