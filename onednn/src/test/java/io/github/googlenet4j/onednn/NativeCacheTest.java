package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.cache.UserCache;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.onednn.internal.nativelib.OpenMp;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the libraries of a process lie. Each is asked in a process of its own. */
class NativeCacheTest {
  private Path folder;

  @BeforeEach
  void onLinux(@TempDir Path temporary) throws IOException {
    folder = temporary.toRealPath();
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/maps")), "skipped: needs Linux");
    Assumptions.assumeTrue(
        new OneDnnEngine().availability().usable(), "skipped: no library for this platform");
  }

  /** Runs in a process: loads oneDNN and JNA, and prints notes and the libraries' files. */
  public static void main(String[] arguments) throws IOException {
    System.out.println("detail " + new OneDnnEngine().availability().detail());
    Engine.best();
    OpenMp.exchangeThreads(3);
    UserCache.notes().forEach(note -> System.out.println("note " + note));
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      maps.filter(line -> line.contains(".so"))
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .forEach(file -> System.out.println("file " + file));
    }
  }

  private Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:disable",
            "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
            "-Duser.home=?",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            NativeCacheTest.class.getName());
    builder.environment().keySet().removeAll(List.of("HOME", "XDG_CACHE_HOME", UserCache.VARIABLE));
    builder.environment().putAll(environment);
    return builder.directory(folder.toFile()).redirectErrorStream(true).start();
  }

  private static List<String> output(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).describedAs(text).isZero();
    return text.lines().toList();
  }

  private static List<String> ofKind(List<String> output, String kind) {
    return output.stream()
        .filter(line -> line.startsWith(kind + " "))
        .map(line -> line.substring(kind.length() + 1))
        .toList();
  }

  private static void assertThatLibrariesLieIn(Path cache, List<String> output) {
    assertThat(ofKind(output, "detail")).singleElement().asString().startsWith("oneDNN ");
    assertThat(ofKind(output, "file"))
        .filteredOn(file -> file.matches(".*/lib(jni)?(dnnl|dispatch|javacpp|OpenCL|gomp).*"))
        .hasSizeGreaterThan(4)
        .allMatch(file -> file.startsWith(cache + "/natives/"));
  }

  @Test
  void processesThatUnpackAtOnceDoNotDisturbEachOther() throws Exception {
    Path cache = folder.resolve("cache");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(start(Map.of(UserCache.VARIABLE, cache.toString())));
    }
    for (Process process : processes) {
      List<String> output = output(process);
      assertThatLibrariesLieIn(cache, output);
      assertThat(ofKind(output, "note")).isEmpty();
    }
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .describedAs("nothing unfinished, and JavaCPP, which locks, has unpacked nothing")
          .noneMatch(name -> name.startsWith("."));
    }
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("cache", "tmp");
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void aDamagedLibraryIsUnpackedAgainAndSaid() throws Exception {
    Path cache = folder.resolve("cache");
    Map<String, String> environment = Map.of(UserCache.VARIABLE, cache.toString());
    List<String> first = output(start(environment));
    Path library =
        ofKind(first, "file").stream()
            .filter(file -> file.contains("/libdnnl.so"))
            .map(Path::of)
            .findFirst()
            .orElseThrow();
    FileTime time = Files.getLastModifiedTime(library);
    try (RandomAccessFile file = new RandomAccessFile(library.toFile(), "rw")) {
      file.seek(file.length() / 2);
      file.write(new byte[1000]);
    }
    Files.setLastModifiedTime(library, time);
    List<String> second = output(start(environment));
    assertThatLibrariesLieIn(cache, second);
    assertThat(ofKind(second, "note"))
        .singleElement()
        .asString()
        .startsWith(library + ": expected the library of ")
        .endsWith(", found other bytes. It has been unpacked again.");
    assertThat(ofKind(output(start(environment)), "note")).isEmpty();
  }

  @Test
  void withoutAHomeTheyLieInAPrivateFolderThatIsRemoved() throws Exception {
    List<String> output = output(start(Map.of()));
    assertThat(ofKind(output, "note")).singleElement().asString().startsWith("home folder: ");
    Path used =
        ofKind(output, "file").stream()
            .filter(file -> file.contains("/googlenet4j-"))
            .map(file -> file.substring(0, file.indexOf("/natives/")))
            .map(Path::of)
            .findFirst()
            .orElseThrow();
    assertThatLibrariesLieIn(used, output);
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
    assertThat(folder.toFile().list()).containsExactly("tmp");
  }

  @Test
  void aFolderThatCannotBeUsedIsSaidInOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Process process = start(Map.of(UserCache.VARIABLE, file.toString()));
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(text)
        .startsWith(
            "detail GOOGLENET_CACHE %s: expected a folder that can be made, found a file of that name. Set GOOGLENET_CACHE to"
                .formatted(file));
    assertThat(text)
        .contains("engine onednn: expected its library to work, found: GOOGLENET_CACHE ");
    assertThat(process.waitFor()).isOne();
  }
}
