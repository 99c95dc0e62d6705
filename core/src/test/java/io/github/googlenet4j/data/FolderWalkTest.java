package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What lies in folders that is no data, and where links lead. */
class FolderWalkTest extends EmptyPictures {
  private List<String> files(Path root) throws IOException {
    return FolderWalk.of(root).files().stream()
        .map(file -> file.toString().replace('\\', '/'))
        .toList();
  }

  @Test
  void whatASystemKeepsForItselfIsLeftOut() throws IOException {
    files("a/1.jpg", "a/@eaDir/1.jpg/SYNOPHOTO_THUMB_XL.jpg", "@eaDir/x.jpg", "#recycle/a/1.jpg");
    files("$RECYCLE.BIN/S-1/1.jpg", "System Volume Information/1.jpg", "lost+found/1.jpg");
    files("__MACOSX/a/._1.jpg", "__MACOSX/1.jpg", ".AppleDouble/1.jpg", "a/.hidden/1.jpg");
    files("b/2.jpg");
    FolderWalk walk = FolderWalk.of(folder);
    assertThat(walk.files()).containsExactly(Path.of("a/1.jpg"), Path.of("b/2.jpg"));
    assertThat(walk.notes())
        .containsExactly(
            folder
                + ": folders that a system keeps for itself, left out: #recycle, $RECYCLE.BIN, @eaDir"
                + " x 2, System Volume Information, __MACOSX, lost+found");
  }

  @Test
  void aFolderThatCannotBeReadIsNoted() throws IOException {
    files("a/1.jpg");
    FolderWalk walk = FolderWalk.of(folder);
    walk.noteUnreadable(Path.of("b"), new AccessDeniedException("b"));
    assertThat(walk.notes())
        .containsExactly(
            folder.resolve("b")
                + ": cannot be read (AccessDeniedException), left out with what lies in it");
  }

  /** It has four million paths. */
  @Test
  @Timeout(20)
  void aLatticeOfLinksIsWalkedOnce() throws IOException {
    Path set = folder.resolve("set");
    for (int i = 0; i < 22; i++) {
      Path here = folder.resolve("set/d" + i);
      Files.createDirectories(here);
      Files.createFile(here.resolve("1.jpg"));
      if (i > 0) {
        Files.createSymbolicLink(folder.resolve("set/d" + (i - 1) + "/left"), here);
        Files.createSymbolicLink(folder.resolve("set/d" + (i - 1) + "/right"), here);
      }
    }
    FolderWalk walk = FolderWalk.of(set);
    assertThat(walk.files()).hasSize(22);
    assertThat(walk.notes())
        .singleElement()
        .asString()
        .startsWith(set + ": 42 links to folders that are read already, not followed: d0/left, ");
    assertThat(PictureFolder.pictures(set)).hasSize(22);
  }

  /** The same outside of the data: only the first link to each folder is followed. */
  @Test
  @Timeout(20)
  void aLatticeOutsideIsWalkedOnce() throws IOException {
    files("set/a/1.jpg");
    for (int i = 22; i >= 0; i--) {
      Path here = Files.createDirectories(folder.resolve("outside/d" + i));
      Files.createFile(here.resolve("1.jpg"));
      if (i < 22) {
        Files.createSymbolicLink(here.resolve("left"), folder.resolve("outside/d" + (i + 1)));
        Files.createSymbolicLink(here.resolve("right"), folder.resolve("outside/d" + (i + 1)));
      }
    }
    Files.createSymbolicLink(folder.resolve("set/b"), folder.resolve("outside/d0"));
    assertThat(FolderWalk.of(folder.resolve("set")).files()).hasSize(24);
  }

  @Test
  void linksThatLeadOutAreFollowedWithANote() throws IOException {
    files("set/a/1.jpg", "other/2.jpg", "other/deep/3.jpg", "single.jpg");
    Path set = folder.resolve("set");
    Files.createSymbolicLink(set.resolve("b"), folder.resolve("other"));
    Files.createSymbolicLink(set.resolve("a/4.jpg"), folder.resolve("single.jpg"));
    Files.createSymbolicLink(set.resolve("a/same"), set.resolve("a"));
    Files.createSymbolicLink(set.resolve("c"), set.resolve("a"));
    FolderWalk walk = FolderWalk.of(set);
    assertThat(files(set)).containsExactly("a/1.jpg", "a/4.jpg", "b/2.jpg", "b/deep/3.jpg");
    assertThat(walk.notes())
        .containsExactly(
            set.resolve("a/same") + ": a link to a folder that it lies in, not followed",
            set + ": 1 link to a folder that is read already, not followed: c",
            set + ": 2 links lead out of this folder, followed: a/4.jpg, b");
    assertThat(PictureFolder.contents(set).pictures())
        .hasSize(4)
        .contains(set.resolve("b/deep/3.jpg"));
  }

  @Test
  void theFolderItselfMayBeALink() throws IOException {
    files("real/a/1.jpg");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    assertThat(PictureFolder.pictures(link)).containsExactly(link.resolve("a/1.jpg"));
    assertThat(FolderWalk.of(link).notes()).isEmpty();
  }
}
