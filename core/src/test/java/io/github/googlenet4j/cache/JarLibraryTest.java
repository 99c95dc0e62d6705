package io.github.googlenet4j.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarLibraryTest {
  private static final byte[] BYTES = "machine code".getBytes(StandardCharsets.UTF_8);

  private Path folder;
  private Path jar;

  @BeforeEach
  void aJarWithALibrary(@TempDir Path temporary) throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("natives"));
    jar = temporary.resolve("tool-1.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry("org/tool/libtool.so.1");
      entry.setTime(Instant.parse("2026-02-03T04:05:06Z").toEpochMilli());
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(BYTES.length);
      CRC32 sum = new CRC32();
      sum.update(BYTES);
      entry.setCrc(sum.getValue());
      zip.putNextEntry(entry);
      zip.write(BYTES);
      zip.closeEntry();
    }
  }

  private URL resource(String fragment) throws IOException {
    return URI.create("jar:%s!/org/tool/libtool.so.1%s".formatted(jar.toUri(), fragment)).toURL();
  }

  private Path unpack() throws IOException {
    return JarLibrary.of(resource("")).unpackInto(folder);
  }

  @Test
  void aLibraryLiesWhereJavaCppLooksForIt() throws IOException {
    assertThat(unpack())
        .isEqualTo(folder.resolve("tool-1.jar/org/tool/libtool.so.1"))
        .hasBinaryContent(BYTES);
    assertThat(Files.getLastModifiedTime(unpack()).toInstant())
        .isEqualTo(Instant.parse("2026-02-03T04:05:06Z"));
    assertThat(JarLibrary.of(resource("#libother.so")).unpackInto(folder))
        .isEqualTo(folder.resolve("tool-1.jar/org/tool/libother.so"))
        .hasBinaryContent(BYTES);
  }

  @Test
  void unpackingAtOnceRemovesNobodysUnfinishedFile() throws Exception {
    JarLibrary library = JarLibrary.of(resource(""));
    int threads = 4;
    CyclicBarrier together = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Path>> unpacked = new ArrayList<>();
      for (int round = 0; round < 300; round++) {
        Path place = Files.createDirectory(folder.resolve("round " + round));
        for (int i = 0; i < threads; i++) {
          unpacked.add(
              executor.submit(
                  () -> {
                    together.await();
                    return library.unpackInto(place);
                  }));
        }
      }
      for (Future<Path> file : unpacked) {
        assertThat(file.get()).hasBinaryContent(BYTES);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void aLibraryThatIsThereStays() throws IOException {
    Object key = Files.readAttributes(unpack(), "fileKey").get("fileKey");
    assertThat(Files.readAttributes(unpack(), "fileKey").get("fileKey")).isEqualTo(key);
  }

  @Test
  void aDamagedFileOfTheRightSizeAndTimeIsReplacedWithANote() throws IOException {
    Path file = unpack();
    FileTime time = Files.getLastModifiedTime(file);
    Files.write(file, "machine c0de".getBytes(StandardCharsets.UTF_8));
    Files.setLastModifiedTime(file, time);
    assertThat(unpack()).isEqualTo(file).hasBinaryContent(BYTES);
    assertThat(CacheNotes.all())
        .contains(
            "%s: expected the library of %s, found other bytes. It has been unpacked again."
                .formatted(file, jar));
  }

  @Test
  void aLinkToSomethingElseIsReplacedWithoutANote() throws IOException {
    int notes = CacheNotes.all().size();
    Path file = unpack();
    Path other = Files.write(folder.resolve("other"), BYTES);
    Files.delete(file);
    Files.createSymbolicLink(file, other);
    assertThat(unpack()).isEqualTo(file).hasBinaryContent(BYTES);
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(CacheNotes.all()).hasSize(notes);
  }

  @Test
  void aLinkToALoadedFileIsReplacedWithoutANote() throws IOException {
    Path file = unpack();
    int notes = CacheNotes.all().size();
    Path loaded = Files.write(folder.resolve("loaded"), BYTES);
    JarLibrary library = JarLibrary.of(resource(""));
    library.linkInto(folder, loaded);
    library.linkInto(folder, loaded);
    assertThat(Files.readSymbolicLink(file)).isEqualTo(loaded);
    library.linkInto(folder, file);
    assertThat(Files.readSymbolicLink(file)).describedAs("never to itself").isEqualTo(loaded);
    assertThat(Files.isSymbolicLink(unpack())).isFalse();
    assertThat(CacheNotes.all()).hasSize(notes);
    assertThat(file.resolveSibling("").toFile().list()).containsExactly("libtool.so.1");
  }

  @Test
  void aTimeOfAnotherZoneIsSet() throws IOException {
    Path file = unpack();
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    Object key = Files.readAttributes(file, "fileKey").get("fileKey");
    assertThat(Files.getLastModifiedTime(unpack()).toInstant())
        .isEqualTo(Instant.parse("2026-02-03T04:05:06Z"));
    assertThat(Files.readAttributes(file, "fileKey").get("fileKey")).isEqualTo(key);
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Path place = Files.createDirectories(folder.resolve("tool-1.jar/org/tool"));
    Path left = Files.writeString(place.resolve(".libtool.so.1.0.tmp"), "mach");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path young = Files.writeString(place.resolve(".libtool.so.1.1.tmp"), "mach");
    unpack();
    assertThat(left).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void aDamagedJarIsRefusedAndLeavesNothing() throws IOException {
    byte[] bytes = Files.readAllBytes(jar);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Files.writeString(
        jar, text.replace("machine code", "machine c0de"), StandardCharsets.ISO_8859_1);
    assertThatThrownBy(this::unpack)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s: expected the native library libtool.so.1, found a damaged jar. Download it again."
                .formatted(jar));
    assertThat(folder.resolve("tool-1.jar/org/tool")).isEmptyDirectory();
  }
}
