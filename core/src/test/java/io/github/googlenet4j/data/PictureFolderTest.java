package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Which files of a folder are taken for pictures. */
class PictureFolderTest extends EmptyPictures {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0};

  @Test
  void endingsCountInAnyCase() throws IOException {
    String[] names = {
      "1.JPG", "2.JPEG", "3.jpe", "4.jfif", "5.PJPEG", "6.pjp", "7.Png", "8.gif", "9.bmp", "a.dib",
      "b.TIF", "c.tiff", "d.webp", "e.ppm", "f.PGM", "g.pbm", "h.pnm"
    };
    files(names);
    assertThat(PictureFolder.pictures(folder))
        .extracting(path -> path.getFileName().toString())
        .containsExactly(names);
  }

  @Test
  void withoutEndingTheFirstBytesDecide() throws IOException {
    Path picture = Files.write(folder.resolve("n02084071_7"), PNG);
    Path dot = Files.write(folder.resolve("dot."), PNG);
    Files.writeString(folder.resolve("jpg"), "no picture, and no ending");
    files("empty");
    assertThat(PictureFolder.pictures(folder)).containsExactly(dot, picture);
  }

  @Test
  void inADatasetToo() throws IOException {
    files("a/1.JFIF", "b/1.jpg", "b/notes");
    Files.write(folder.resolve("a/2"), PNG);
    Dataset dataset = Dataset.open(java.util.List.of(folder), new Split(0, 0, 0));
    assertThat(names(dataset, Part.TRAIN)).containsExactly("a/1.JFIF 0", "a/2 0", "b/1.jpg 1");
    assertThat(dataset.notes())
        .contains(folder + ": 1 file is no picture, left out: 1 without ending (b/notes)");
  }

  @Test
  void whatIsLeftOutIsCountedByEnding() throws IOException {
    files("1.jpg", "x.HEIC", "y.heic", "a/z.txt", "README", ".hidden");
    PictureFolder.Contents contents = PictureFolder.contents(folder);
    assertThat(contents.pictures()).containsExactly(folder.resolve("1.jpg"));
    assertThat(contents.notes())
        .containsExactly(
            folder + ": 4 files are no pictures, left out: 2 .heic, 1 .txt, 1 without ending");
  }

  @Test
  void aFolderWithoutPicturesIsRefused() throws IOException {
    files("x.heic", "y.heic");
    assertThatThrownBy(() -> PictureFolder.pictures(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder
                + ": expected pictures (.jpg, .jpeg, .jpe, .jfif, .pjpeg, .pjp, .png, .gif,"
                + " .bmp, .dib, .tif, .tiff, .webp, .ppm, .pgm, .pbm, .pnm, .pam) in this folder, found"
                + " 2 .heic. Check the path.");
  }
}
