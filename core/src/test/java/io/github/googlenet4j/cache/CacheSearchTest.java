package io.github.googlenet4j.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class CacheSearchTest {
  private Path folder;

  @BeforeEach
  void realPaths(@TempDir Path temporary) throws IOException {
    folder = temporary.toRealPath();
  }

  private CacheSearch.Place find(String system, Map<String, String> environment)
      throws IOException {
    return new CacheSearch(environment, system, "?", Files.createDirectories(folder.resolve("tmp")))
        .find();
  }

  private String text(String name) {
    return folder.resolve(name).toString();
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void aFolderThatTheUserNamesComesFirst() throws IOException {
    CacheSearch.Place cache =
        find(
            "Linux",
            Map.of(
                "GOOGLENET_CACHE", text("a/mine"), "XDG_CACHE_HOME", text("x"), "HOME", text("h")));
    assertThat(cache.folder()).isEqualTo(folder.resolve("a/mine")).isDirectory();
    assertThat(cache.temporary()).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.folder())))
        .isEqualTo("rwx------");
    assertThat(folder.resolve("x")).doesNotExist();
    assertThat(folder.resolve("h")).doesNotExist();
  }

  @Test
  void otherwiseTheSystemsCustomHolds() throws IOException {
    Map<String, String> home = Map.of("HOME", text("home"));
    assertThat(find("Linux", home).folder()).isEqualTo(folder.resolve("home/.cache/googlenet4j"));
    assertThat(find("Mac OS X", home).folder())
        .isEqualTo(folder.resolve("home/Library/Caches/googlenet4j"));
    assertThat(find("Windows 11", Map.of("LOCALAPPDATA", text("local"))).folder())
        .isEqualTo(folder.resolve("local/googlenet4j"));
    assertThat(find("Linux", Map.of("HOME", text("home"), "XDG_CACHE_HOME", text("xdg"))).folder())
        .isEqualTo(folder.resolve("xdg/googlenet4j"));
    assertThat(find("Linux", Map.of("HOME", text("home"), "XDG_CACHE_HOME", "relative")).folder())
        .describedAs("the specification of XDG ignores relative paths")
        .isEqualTo(folder.resolve("home/.cache/googlenet4j"));
  }

  @Test
  void withoutAHomeAPrivateFolderIsMadeForTheProcess() throws IOException {
    CacheSearch.Place cache = find("Linux", Map.of());
    assertThat(cache.temporary()).isTrue();
    assertThat(cache.folder().getParent()).isEqualTo(folder.resolve("tmp"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.folder())))
        .isEqualTo("rwx------");
    assertThat(Path.of("?")).doesNotExist();
    assertThat(CacheNotes.all())
        .contains(
            "home folder: expected one for the cache of native libraries, found none. Native"
                + " libraries are unpacked to "
                + cache.folder()
                + " for this run only. Set GOOGLENET_CACHE to a folder of yours from which programs"
                + " may be run.");
  }

  @Test
  void aHomeThatCannotBeUsedIsReplacedByAPrivateFolderToo() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    CacheSearch.Place cache = find("Linux", Map.of("HOME", text("file")));
    assertThat(cache.temporary()).isTrue();
    assertThat(CacheNotes.all()).anyMatch(note -> note.startsWith(text("file/.cache/googlenet4j")));
  }

  @Test
  void aNamedFolderThatCannotBeMadeIsRefused() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> find("Linux", Map.of("GOOGLENET_CACHE", text("file"))))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "GOOGLENET_CACHE %s: expected a folder that can be made, found a file of that name. Set GOOGLENET_CACHE to a folder of yours from which programs may be run."
                .formatted(text("file")));
  }

  @Test
  void aNamedFolderThatOthersCanWriteToIsRefused() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    mode(open, "rwxrwxrwx");
    assertThatThrownBy(() -> find("Linux", Map.of("GOOGLENET_CACHE", open.toString())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "GOOGLENET_CACHE %s: expected a folder that only this user can write to (rwx------), found rwxrwxrwx."
                .formatted(open));
    mode(open, "rwxr-xr-x");
    assertThat(find("Linux", Map.of("GOOGLENET_CACHE", open.toString())).folder()).isEqualTo(open);
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws IOException {
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    try {
      Files.setAttribute(theirs, "unix:uid", 12345);
    } catch (IOException e) {
      Assumptions.abort("skipped: needs root to give a folder away");
    }
    assertThatThrownBy(() -> find("Linux", Map.of("GOOGLENET_CACHE", theirs.toString())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "GOOGLENET_CACHE %s: expected a folder of this user (id 0), found one of 12345 (id 12345)."
                .formatted(theirs));
    assertThat(theirs).isEmptyDirectory();
  }

  @Test
  void aProcessRemovesWhatAKilledOneLeft() throws IOException {
    Path left = folder.resolve("tmp/googlenet4j-123");
    Files.writeString(Files.createDirectories(left.resolve("natives")).resolve("library"), "");
    Files.writeString(left.resolve("lock"), "");
    mode(left, "rwx------");
    Path foreign = Files.createDirectories(folder.resolve("tmp/googlenet4j-notes"));
    Path first = find("Linux", Map.of()).folder();
    Path second = find("Linux", Map.of()).folder();
    assertThat(left).doesNotExist();
    assertThat(foreign).isDirectory();
    assertThat(first).isDirectory();
    assertThat(second).isDirectory();
  }
}
