package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How pictures without parts are divided. */
class SplitTest extends EmptyPictures {
  @Test
  void foldersOfClassesAreSplitByClass() throws IOException {
    for (int i = 0; i < 20; i++) {
      files("a/%02d.jpg".formatted(i), "b/%02d.jpg".formatted(i));
    }
    files("c/only.jpg", "d/1.jpg", "d/2.jpg");

    Dataset dataset = open(folder);

    assertThat(dataset.classes()).containsExactly("a", "b", "c", "d");
    assertThat(counts(dataset, Part.TRAIN)).containsExactly(16, 16, 1, 2);
    assertThat(counts(dataset, Part.VALIDATION)).containsExactly(2, 2, 0, 0);
    assertThat(counts(dataset, Part.TEST)).containsExactly(2, 2, 0, 0);
    Set<Path> all = new HashSet<>();
    dataset.parts().values().forEach(part -> part.forEach(example -> all.add(example.file())));
    assertThat(all).hasSize(43);
    assertThat(dataset.notes())
        .containsExactly(
            "43 pictures without parts, split 80/10/10 with seed 0",
            "train: only one picture of c",
            "validation: no pictures of 2 classes: c, d",
            "test: no pictures of 2 classes: c, d");
    assertThat(open(folder)).isEqualTo(dataset);
    assertThat(Dataset.open(List.of(folder), new Split(.1, .1, 1)).parts())
        .isNotEqualTo(dataset.parts());
    Dataset all2 = Dataset.open(List.of(folder), new Split(0, 0, 0));
    assertThat(counts(all2, Part.TRAIN)).containsExactly(20, 20, 1, 2);
    assertThat(all2.parts()).containsOnlyKeys(Part.TRAIN);
  }

  private static int[] counts(Dataset dataset, Part part) {
    int[] counts = new int[dataset.classes().size()];
    dataset.part(part).forEach(example -> counts[example.label()]++);
    return counts;
  }

  /** The split goes by names within the source, not by where the source lies. */
  @Test
  void aMovedFolderIsSplitAlike(@TempDir Path other) throws IOException {
    for (int i = 0; i < 30; i++) {
      files("x/a/%02d.jpg".formatted(i), "x/b/%02d.jpg".formatted(i));
    }
    List<String> before = names(open(folder.resolve("x")), Part.TEST);
    Files.move(folder.resolve("x"), folder.resolve("y"));
    List<String> after = names(open(folder.resolve("y")), Part.TEST);
    assertThat(after).isEqualTo(before.stream().map(name -> "y" + name.substring(1)).toList());
  }

  @Test
  void onePictureMoreMovesFewOthers() throws IOException {
    for (int i = 0; i < 50; i++) {
      files("a/%02d.jpg".formatted(i), "b/%02d.jpg".formatted(i));
    }
    Set<String> before = new HashSet<>(names(open(folder), Part.TEST));
    files("a/new.jpg");
    Set<String> after = new HashSet<>(names(open(folder), Part.TEST));
    after.removeAll(before);
    assertThat(after).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void sharesAreReadAndChecked() {
    assertThat(Split.parse("70/20/10", 3)).isEqualTo(new Split(.2, .1, 3));
    assertThat(Split.parse("6/ 1/1", 0)).hasToString("75/12.5/12.5");
    for (String bad : List.of("80/20", "a/b/c", "0/50/50", "80/-10/10", "NaN/1/1")) {
      assertThatThrownBy(() -> Split.parse(bad, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "split: expected three numbers for training, validation and test, found '%s'. Give for"
                      .formatted(bad)
                  + " example 80/10/10.");
    }
    assertThatThrownBy(() -> new Split(.5, .5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "split: expected shares of 0 or more that leave something for training, found 0.5 for"
                + " validation and 0.5 for test. Give for example 80/10/10.");
  }
}
