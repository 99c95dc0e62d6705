package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Right labels for some pictures, whose files stay where they are. */
class CorrectionsTest extends EmptyPictures {
  private Path data = Path.of("");

  @BeforeEach
  void makePictures() throws IOException {
    files("data/train/a/1.jpg", "data/train/a/2.jpg", "data/train/b/1.jpg", "data/train/b/2.jpg");
    files("data/test/a/1.jpg", "data/test/b/1.jpg", "data/train/b/-3.jpg");
    data = folder.resolve("data");
  }

  private Path corrections(String... rows) throws IOException {
    return Files.writeString(
        folder.resolve("right.csv"), "file,label\n" + String.join("\n", rows) + "\n");
  }

  private Dataset corrected(Path source, String... rows) throws IOException {
    return Dataset.open(
        List.of(source), SourceOptions.DEFAULT.withCorrections(corrections(rows)), Split.DEFAULT);
  }

  private void refusedRows(String message, String... rows) {
    assertThatThrownBy(() -> corrected(data, rows))
        .isInstanceOf(DatasetException.class)
        .hasMessage(folder.resolve("right.csv") + ": " + message);
  }

  @Test
  void labelsChangeAndPicturesAreLeftOut() throws IOException {
    Dataset dataset =
        corrected(
            data,
            data.resolve("train/a/1.jpg") + ",b", // a whole path
            "train/b/1.jpg,", // within the source
            "test/a/1.jpg,remove",
            "/elsewhere/data/train/b/2.jpg,a", // where the pictures were
            "train/b/-3.jpg,b"); // as it is
    assertThat(names(dataset, Part.TRAIN))
        .containsExactly(
            "data/train/a/1.jpg 1",
            "data/train/a/2.jpg 0",
            "data/train/b/-3.jpg 1",
            "data/train/b/2.jpg 0");
    assertThat(names(dataset, Part.TEST)).containsExactly("data/test/b/1.jpg 1");
    assertThat(dataset.notes())
        .contains(
            folder.resolve("right.csv")
                + ": 2 labels changed, 2 pictures left out; 1 found by the end of the path");
    assertThat(data.resolve("train/b/1.jpg")).exists();
  }

  @Test
  void removeMayBeAClass() throws IOException {
    files("data/train/remove/1.jpg");
    Dataset dataset = corrected(data, "train/a/1.jpg,remove");
    assertThat(dataset.classes()).containsExactly("a", "b", "remove");
    assertThat(names(dataset, Part.TRAIN)).contains("data/train/a/1.jpg 2");
  }

  @Test
  void theApostropheOfAGuardedCellIsNoPartOfTheName() throws IOException {
    files("data/train/a/=1.jpg");
    Path train = data.resolve("train/a");
    Path table = train.resolve("list.csv");
    Files.writeString(table, "path,label\n=1.jpg,x\n2.jpg,=y\n1.jpg,x\n");
    Dataset listed = corrected(table, "'=1.jpg,'=y");
    assertThat(listed.notes())
        .anyMatch(note -> note.endsWith("1 label changed, 0 pictures left out"));
  }

  /** Figures before and after a correction are of the same pictures. */
  @Test
  void aPictureStaysInItsPart() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      files("flat/a/" + i + ".jpg", "flat/b/" + i + ".jpg");
      if (i % 3 == 0) {
        rows.add("a/%d.jpg,%s".formatted(i, i % 2 == 0 ? "b" : ""));
      }
    }
    Path flat = folder.resolve("flat");
    Dataset before = Dataset.open(List.of(flat), Split.DEFAULT);
    Dataset after = corrected(flat, rows.toArray(String[]::new));
    for (Part part : Part.values()) {
      List<Path> files = before.part(part).stream().map(Example::file).toList();
      assertThat(after.part(part)).extracting(Example::file).isSubsetOf(files);
    }
  }

  @Test
  void anEvaluationTakesThoseOfItsPartAndKnowsTheOthers() throws IOException {
    SourceOptions options =
        SourceOptions.DEFAULT.withCorrections(corrections("test/a/1.jpg,b", "train/a/1.jpg,"));
    Dataset dataset =
        Dataset.forEvaluation(List.of(data), options, ClassNames.of(List.of("a", "b"), List.of()));
    assertThat(names(dataset, Part.TEST))
        .containsExactly("data/test/a/1.jpg 1", "data/test/b/1.jpg 1");
    assertThat(dataset.notes()).anyMatch(note -> note.contains("1 label changed, 0 pictures"));
  }

  @Test
  void correctionsForOtherDataAreRefused() {
    refusedRows(
        "expected files of the data, found others: other/9.jpg (row 3), x (row 4). Name the data that the corrections are for.",
        "train/a/1.jpg,b",
        "other/9.jpg,a",
        "x,");
  }

  @Test
  void aLabelThatTheDataLacksIsRefused() {
    refusedRows(
        "expected a label of the data in row 2, found 'bb'. The nearest is 'b'; an empty one leaves the picture out.",
        "train/a/1.jpg,bb");
  }

  @Test
  void twoLabelsForAFileAreRefused() {
    refusedRows(
        "expected one label for each file, found two for train/a/1.jpg, the second in row 3. Remove a row.",
        data + "/train/a/1.jpg,b",
        "train/a/1.jpg,a");
  }

  @Test
  void aRowOfAnotherFormIsRefused() {
    refusedRows(
        "expected a file and a label in row 2, found 3 fields. Complete the row, or quote a field that has a comma.",
        "train/a/1.jpg,b,c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"'path,label,suggested'|'path,label,suggested'", "'a.jpg,b'|'a.jpg,b'"})
  void aFileWithoutTheHeadingIsRefused(String heading, String found) throws IOException {
    Path file = Files.writeString(folder.resolve("right.csv"), heading + "\n");
    assertThatThrownBy(
            () ->
                Dataset.open(
                    List.of(data), SourceOptions.DEFAULT.withCorrections(file), Split.DEFAULT))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "%s: expected corrections with the heading file,label, found '%s'. Add it.",
            file, found);
  }

  @Test
  void aNameThatCouldBeTwoFilesIsRefused() throws IOException {
    files("one/a/1.jpg", "two/a/1.jpg", "two/b/1.jpg");
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    SourceOptions options = SourceOptions.DEFAULT.withCorrections(corrections("a/1.jpg,b"));
    assertThatThrownBy(() -> Dataset.open(List.of(one, two), options, Split.DEFAULT))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "%s: expected a file of the data in row 2, found 'a/1.jpg', which could be %s or %s. Give its whole path.",
            folder.resolve("right.csv"), one.resolve("a/1.jpg"), two.resolve("a/1.jpg"));
  }

  @Test
  void aMissingFileIsRefused() {
    Path none = folder.resolve("none.csv");
    assertThatThrownBy(
            () ->
                Dataset.open(
                    List.of(data), SourceOptions.DEFAULT.withCorrections(none), Split.DEFAULT))
        .hasMessage("%s: expected a CSV file, found no such file. Check the path.", none);
  }
}
