package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.googlenet4j.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of parts and classes, and several of them as one. */
class DatasetTest extends EmptyPictures {
  @ParameterizedTest
  @CsvSource({"train,val,test", "training,valid,test", "Train,validation,TEST"})
  void foldersOfPartsAreParts(String train, String validation, String test) throws IOException {
    files(train + "/b/2.jpg", train + "/b/1.PNG", train + "/a/deep/er/1.jpeg", train + "/a/z.webp");
    files(validation + "/a/1.jpg", validation + "/b/1.tif");
    files(test + "/b/1.bmp", test + "/a/1.gif");

    Dataset dataset = open(folder);

    assertThat(dataset.classes()).containsExactly("a", "b");
    assertThat(names(dataset, Part.TRAIN))
        .containsExactly(
            train + "/a/deep/er/1.jpeg 0",
            train + "/a/z.webp 0",
            train + "/b/1.PNG 1",
            train + "/b/2.jpg 1");
    assertThat(names(dataset, Part.VALIDATION))
        .containsExactly(validation + "/a/1.jpg 0", validation + "/b/1.tif 1");
    assertThat(names(dataset, Part.TEST)).containsExactly(test + "/a/1.gif 0", test + "/b/1.bmp 1");
    assertThat(dataset.notes()).isEmpty();
  }

  @Test
  void readingEndsAtTheFileAtWhichItIsToldToStop() throws IOException {
    files("a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg");
    Path table = folder.resolve("table.csv");
    Files.writeString(table, "path,label\na/1.jpg,a\na/2.jpg,a\nb/1.jpg,b\nb/2.jpg,b\n");
    for (Path source : List.of(folder, table)) {
      AtomicInteger asked = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  Dataset.open(
                      List.of(source),
                      SourceOptions.DEFAULT,
                      Split.DEFAULT,
                      () -> asked.incrementAndGet() == 3))
          .isInstanceOf(CancellationException.class);
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void classesOfOtherPartsAreToldAndNeverShiftLabels() throws IOException {
    files("train/b/1.jpg", "train/b/2.jpg", "train/d/1.jpg", "train/d/2.jpg");
    files("val/a/1.jpg", "val/d/1.jpg", "val/a/2.jpg", "val/c/1.jpg");
    files("test/b/1.jpg", "test/d/1.jpg");

    Dataset dataset = open(folder);

    assertThat(dataset.classes()).containsExactly("b", "d");
    assertThat(names(dataset, Part.VALIDATION)).containsExactly("val/d/1.jpg 1");
    assertThat(dataset.notes())
        .containsExactly(
            "validation: class a is unknown, 2 pictures left out",
            "validation: class c is unknown, 1 picture left out",
            "validation: no pictures of 1 class: b");
  }

  @Test
  void hiddenFilesAreIgnoredAndWhatIsNoPictureIsListed() throws IOException {
    files("a/1.jpg", "b/1.jpg", "a/notes.txt", "README", "b/.hidden.jpg", ".git/x/1.jpg");
    files("a/.thumbnails/1.jpg", "loose.jpg", "empty/readme.md");

    Dataset dataset = Dataset.open(List.of(folder), new Split(0, 0, 0));

    assertThat(names(dataset, Part.TRAIN)).containsExactly("a/1.jpg 0", "b/1.jpg 1");
    assertThat(dataset.notes())
        .containsExactly(
            folder + ": 1 picture is not in a folder of a class, left out: loose.jpg",
            folder + ": without pictures, left out: empty",
            folder
                + ": 3 files are no pictures, left out: 1 .md, 1 .txt, 1 without ending (README,"
                + " a/notes.txt, empty/readme.md)",
            "2 pictures without parts, split 100/0/0 with seed 0",
            "train: only one picture of a, b");
  }

  @Test
  void linksToFoldersAreFollowedButNotInCircles() throws IOException {
    files("real/1.jpg", "set/a/1.jpg", "set/c/1.jpg");
    Path set = folder.resolve("set");
    Files.createSymbolicLink(set.resolve("b"), folder.resolve("real"));
    Files.createSymbolicLink(set.resolve("a/circle"), set);
    Files.createSymbolicLink(set.resolve("c/gone.jpg"), folder.resolve("nowhere"));

    Dataset dataset = Dataset.open(List.of(set), new Split(0, 0, 0));

    assertThat(names(dataset, Part.TRAIN))
        .containsExactly("set/a/1.jpg 0", "set/b/1.jpg 1", "set/c/1.jpg 2");
    assertThat(dataset.notes())
        .contains(
            set.resolve("a/circle") + ": a link to a folder that it lies in, not followed",
            set + ": 1 file is no picture, left out: 1 .jpg (c/gone.jpg)");
  }

  /** Vehicles: a class may be called train. */
  @Test
  void aClassNamedLikeAPartIsAClass() throws IOException {
    files("car/1.jpg", "plane/1.jpg", "train/1.jpg", "train/2.jpg");
    Dataset dataset = open(folder);
    assertThat(dataset.classes()).containsExactly("car", "plane", "train");
    assertThat(dataset.notes())
        .contains(
            folder + ": folder train is read as a class, as the folders beside it are no parts");
  }

  @Test
  void aFolderBesidePartsIsTold() throws IOException {
    files("train/a/1.jpg", "train/a/2.jpg", "train/b/1.jpg", "train/b/2.jpg", "old/a/1.jpg");
    Dataset dataset = open(folder);
    assertThat(dataset.part(Part.TRAIN)).hasSize(4);
    assertThat(dataset.notes())
        .containsExactly(
            folder + ": folder old is neither train, validation nor test, left out with 1 picture");
  }

  @Test
  void severalSourcesAreOne() throws IOException {
    files("one/train/a/1.jpg", "one/train/b/1.jpg", "one/test/a/1.jpg");
    files("two/b/1.jpg", "two/c/1.jpg", "three/x.jpg");
    Path csv = folder.resolve("three/list.csv");
    Files.writeString(csv, "path,label,split\nx.jpg,a,validation\n");

    Dataset dataset =
        Dataset.open(
            List.of(folder.resolve("one"), folder.resolve("two"), csv), new Split(0, 0, 0));

    assertThat(dataset.classes()).containsExactly("a", "b", "c");
    assertThat(names(dataset, Part.TRAIN))
        .containsExactly(
            "one/train/a/1.jpg 0", "one/train/b/1.jpg 1", "two/b/1.jpg 1", "two/c/1.jpg 2");
    assertThat(names(dataset, Part.VALIDATION)).containsExactly("three/x.jpg 0");
    assertThat(names(dataset, Part.TEST)).containsExactly("one/test/a/1.jpg 0");
  }

  @Test
  void evaluationTakesTheTestPartIfThereIsOne() throws IOException {
    files("s/train/a/1.jpg", "s/val/a/1.jpg", "s/test/c/1.jpg", "s/test/a/1.jpg");
    files("v/train/a/1.jpg", "v/val/a/1.jpg", "f/c/1.jpg", "f/x/1.jpg", "f/x/2.jpg");
    List<String> classes = List.of("c", "b", "a");

    Dataset split =
        Dataset.forEvaluation(List.of(folder.resolve("s")), ClassNames.of(classes, List.of()));
    assertThat(split.classes()).isEqualTo(classes);
    assertThat(names(split, Part.TEST)).containsExactly("s/test/a/1.jpg 2", "s/test/c/1.jpg 0");
    assertThat(split.notes())
        .containsExactly(
            folder.resolve("s") + ": its test part", "test: no pictures of 1 class: b");
    Dataset validation =
        Dataset.forEvaluation(List.of(folder.resolve("v")), ClassNames.of(classes, List.of()));
    assertThat(names(validation, Part.TEST)).containsExactly("v/val/a/1.jpg 2");
    Dataset plain =
        Dataset.forEvaluation(List.of(folder.resolve("f")), ClassNames.of(classes, List.of()));
    assertThat(names(plain, Part.TEST)).containsExactly("f/c/1.jpg 0");
    assertThat(plain.notes()).contains("test: class x is unknown, 2 pictures left out");

    Path strange = folder.resolve("f/x");
    assertThatThrownBy(
            () -> Dataset.forEvaluation(List.of(strange), ClassNames.of(classes, List.of())))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            strange
                + ": expected pictures (.jpg, .jpeg, .jpe, .jfif, .pjpeg, .pjp, .png, .gif,"
                + " .bmp, .dib, .tif, .tiff, .webp, .ppm, .pgm, .pbm, .pnm, .pam) in a folder for each"
                + " class, found 2 pictures beside such folders, such as 1.jpg. Put each into a folder of"
                + " its class, or list them in a CSV file with the columns path and label.");
    assertThatThrownBy(
            () ->
                Dataset.forEvaluation(
                    List.of(folder.resolve("f")), ClassNames.of(List.of("p", "q"), List.of())))
        .hasMessage(
            folder.resolve("f")
                + ": expected pictures of the model's 2 classes, found none. Name folders as the"
                + " classes.");
  }

  @Test
  void aLabelOfTwoClassesIsRefusedAndTheirIndicesAndIdsAreTaken() throws IOException {
    files("label/crane/1.jpg", "label/hat/1.jpg");
    files("index/0/1.jpg", "index/2/1.jpg", "index/hat/1.jpg");
    files("id/n02012849/1.jpg", "id/n03126707/1.jpg");
    List<String> labels = List.of("crane", "hat", "crane");
    List<String> ids = List.of("n02012849", "n03497657", "n03126707");
    Path label = folder.resolve("label");
    assertThatThrownBy(
            () -> Dataset.forEvaluation(List.of(label), ClassNames.of(labels, List.of())))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            label
                + ": expected labels of one class each, found 'crane', which could be 0 or 2. Label"
                + " these pictures with the class's index or id.");
    assertThatThrownBy(() -> Dataset.forEvaluation(List.of(label), ClassNames.of(labels, ids)))
        .hasMessageContaining("'crane', which could be n02012849 or n03126707.");

    ClassNames withoutIds = ClassNames.of(labels, List.of());
    Dataset byIndex = Dataset.forEvaluation(List.of(folder.resolve("index")), withoutIds);
    assertThat(names(byIndex, Part.TEST))
        .containsExactly("index/0/1.jpg 0", "index/2/1.jpg 2", "index/hat/1.jpg 1");
    Dataset byId = Dataset.forEvaluation(List.of(folder.resolve("id")), ClassNames.of(labels, ids));
    assertThat(names(byId, Part.TEST))
        .containsExactly("id/n02012849/1.jpg 0", "id/n03126707/1.jpg 2");
    assertThat(byId.notes()).containsExactly("test: no pictures of 1 class: hat");
  }

  @Test
  void idsMayHaveWordsBehindAndIndicesZerosBefore() throws IOException {
    files("dogs/n02085620-Chihuahua/1.jpg", "dogs/n02085782/1.jpg", "numbers/000/1.jpg");
    files("numbers/001/1.jpg", "numbers/1x/1.jpg");
    ClassNames names =
        ClassNames.of(List.of("Chihuahua", "chin"), List.of("n02085620", "n02085782"));
    for (String set : new String[] {"dogs", "numbers"}) {
      Dataset dataset = Dataset.forEvaluation(List.of(folder.resolve(set)), names);
      assertThat(dataset.part(Part.TEST).stream().map(Example::label)).containsExactly(0, 1);
    }
    assertThat(names.labelsOfIds(List.of("n02085782"))).containsExactly(entry("n02085782", "chin"));
    assertThat(names.labelsOfIds(List.of("n02085782", "0"))).isEmpty();
    assertThat(names.unknown(List.of("chin", "1", "2", "cat"))).containsExactly("2", "cat");
  }

  /** Digits are labels of their own, whatever their order. */
  @Test
  void indicesAreNotTakenWhereLabelsAreNumbers() throws IOException {
    files("digits/0/1.jpg", "digits/1/1.jpg");
    Dataset digits =
        Dataset.forEvaluation(
            List.of(folder.resolve("digits")), ClassNames.of(List.of("1", "2"), List.of()));
    assertThat(names(digits, Part.TEST)).containsExactly("digits/1/1.jpg 0");
    assertThat(digits.notes()).contains("test: class 0 is unknown, 1 picture left out");
  }

  /** A test part's folder is no index of a class that the training part has. */
  @Test
  void trainingTakesNoIndices() throws IOException {
    files("t/train/a/1.jpg", "t/train/b/1.jpg", "t/test/a/1.jpg", "t/test/1/1.jpg");
    Dataset dataset = Dataset.open(List.of(folder.resolve("t")), Split.DEFAULT);
    assertThat(names(dataset, Part.TEST)).containsExactly("t/test/a/1.jpg 0");
    assertThat(dataset.notes()).contains("test: class 1 is unknown, 1 picture left out");
  }

  @Test
  void whatCannotTrainIsRefusedInOneLine() throws IOException {
    refused(
        "none",
        "expected a folder of pictures or a .csv file, found nothing of that name. Check the"
            + " path.");
    files("picture.jpg", "empty/a/readme.txt", "one/a/1.jpg", "one/a/2.jpg");
    refused(
        "picture.jpg",
        "expected a folder of pictures or a .csv file, found another file. Check the path.");
    refused(
        "empty",
        "expected pictures (.jpg, .jpeg, .jpe, .jfif, .pjpeg, .pjp, .png, .gif,"
            + " .bmp, .dib, .tif, .tiff, .webp, .ppm, .pgm, .pbm, .pnm, .pam) in a folder for each class, found"
            + " none. Check the path.");
    refused(
        "one",
        "expected at least two classes, found one (a). Put each class into a folder of its own.");
    files("untrained/val/a/1.jpg", "untrained/val/b/1.jpg", "untrained/test/a/1.jpg");
    refused(
        "untrained",
        "expected a train part, found validation and test only. Add it, or name another folder.");
    files("hollow/train/a/x.txt", "hollow/test/a/1.jpg");
    refused("hollow", "expected pictures in the train part, found none. Add some.");
    files("gap/train/a/1.jpg", "gap/train/b/1.jpg", "gap/validation/c/1.jpg");
    refused(
        "gap",
        "expected pictures of known classes in the validation part, found none. Add some, or remove"
            + " the part.");
    files("twice/train/a/1.jpg", "twice/val/a/1.jpg", "twice/valid/a/1.jpg");
    refused(
        "twice",
        "expected one folder for the validation part, found val and valid. Merge them, or, if all"
            + " folders are classes, choose a class depth of 1.");
    files("flat/train/1.jpg", "flat/test/2.jpg");
    refused(
        "flat",
        "expected a folder for each class in train, found 1 picture directly in it, such as 1.jpg."
            + " Put each into a folder of its class, or list them in a CSV file with the columns"
            + " path and label.");
    assertThatThrownBy(() -> Dataset.open(List.of(), Split.DEFAULT))
        .hasMessage("data: expected at least one folder or CSV file, found none. Name one.");
  }

  @Test
  void theClothesAreReadInTheirParts() throws IOException {
    Dataset dataset = open(SharedData.path("data/clothing"));
    assertThat(dataset.classes()).hasSize(10).startsWith("dress").endsWith("t-shirt");
    assertThat(Arrays.stream(Part.values()).map(part -> dataset.part(part).size()))
        .containsExactly(3068, 341, 372);
  }
}
