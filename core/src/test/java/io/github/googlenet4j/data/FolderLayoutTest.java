package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts that people have: which folders are parts, which are classes, and what is refused. */
class FolderLayoutTest extends EmptyPictures {
  @ParameterizedTest
  @CsvSource({
    "Training, dev, Testing",
    "TRAIN, DEV, TEST",
    "train, eval, test",
    "training, validation, evaluation", // Food-11
    "train, dev, eval", // speech
    "train, valid, holdout",
    "training_set, validation_set, test_set",
    "seg_train, seg_val, seg_test",
    "train2017, val2017, test2017",
    "01_train, 02_valid, 03_test",
    "TrainData, ValData, TestData",
    "trainset, validset, testset",
    "train_images, val_images, test_images",
    "asl_alphabet_train, asl_alphabet_val, asl_alphabet_test",
    "train-split, hold-out, test-split"
  })
  void partsHaveManyNames(String train, String validation, String test) throws IOException {
    files(train + "/a/1.jpg", train + "/a/2.jpg", train + "/b/1.jpg");
    files(validation + "/a/1.jpg", test + "/b/1.jpg", test + "/b/2.jpg");

    Dataset dataset = open(folder);

    assertThat(dataset.classes()).containsExactly("a", "b");
    assertThat(Arrays.stream(Part.values()).map(part -> dataset.part(part).size()))
        .containsExactly(3, 1, 2);
  }

  @Test
  void namesThatCanBeTwoPartsAreNoted() throws IOException {
    files("train/a/1.jpg", "train/b/1.jpg", "dev/a/1.jpg", "eval/a/1.jpg");
    assertThat(open(folder).notes()).contains(folder + ": folder eval is read as the test part");
  }

  @Test
  void partsInFoldersOfTheirOwnNameAndInAnArchiveAreRead() throws IOException {
    files("archive/seg_train/seg_train/a/1.jpg", "archive/seg_train/seg_train/b/1.jpg");
    files("archive/seg_test/seg_test/a/1.jpg", "archive/seg_pred/seg_pred/1.jpg", "archive/x.txt");
    Dataset dataset = open(folder);
    assertThat(dataset.classes()).containsExactly("a", "b");
    assertThat(names(dataset, Part.TEST)).containsExactly("archive/seg_test/seg_test/a/1.jpg 0");
    assertThat(dataset.notes())
        .contains(
            folder + ": everything is in archive, read from there",
            folder + ": the classes are read from archive/seg_train/seg_train",
            folder
                + ": folder archive/seg_pred is neither train, validation nor test, left out with 1"
                + " picture");
  }

  @Test
  void classesInAnArchiveAreRead() throws IOException {
    files("archive/Data/images/a/1.jpg", "archive/Data/images/b/1.jpg", "archive/labels/a.xml");
    Dataset dataset = open(folder);
    assertThat(dataset.classes()).containsExactly("a", "b");
    assertThat(dataset.notes())
        .contains(folder + ": everything is in archive/Data/images, read from there");
  }

  @Test
  void aFlatTrainFolderIsRefused() throws IOException {
    files("cats/train/cat.0.jpg", "cats/train/dog.1.jpg", "cats/test1/1.jpg");
    refused(
        "cats",
        "expected a folder for each class in train, found 2 pictures directly in it, such as"
            + " cat.0.jpg. Put each into a folder of its class, or list them in a CSV file with the"
            + " columns path and label.");
    files("outer/dogs/train/train/cat.0.jpg", "outer/dogs/train/train/dog.0.jpg");
    files("outer/dogs/test1/test1/1.jpg");
    refused(
        "outer",
        "expected a folder for each class in dogs/train/train, found 2 pictures directly in it, such"
            + " as cat.0.jpg. Put each into a folder of its class, or list them in a CSV file with"
            + " the columns path and label.");
    files("val/train/a/1.jpg", "val/train/b/1.jpg", "val/val/1.jpg");
    refused(
        "val",
        "expected a folder for each class in val, found 1 picture directly in it, such as 1.jpg. Put"
            + " each into a folder of its class, or list them in a CSV file with the columns path"
            + " and label.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"test/1.jpg", "test1/test1/1.jpg", "test/unknown/1.jpg", "Test/images/1.jpg"})
  void aTestPartWithoutLabelsIsNoObstacle(String picture) throws IOException {
    files("train/a/1.jpg", "train/b/1.jpg", picture);
    Dataset dataset = open(folder);
    assertThat(dataset.parts()).containsOnlyKeys(Part.TRAIN);
    assertThat(dataset.notes()).anyMatch(note -> note.contains("there is no test part"));
  }

  @Test
  void anEvaluationDoesNotTakeAnotherPartInstead() throws IOException {
    files("train/a/1.jpg", "train/b/1.jpg", "test/1.jpg");
    assertThatThrownBy(
            () ->
                Dataset.forEvaluation(List.of(folder), ClassNames.of(List.of("a", "b"), List.of())))
        .hasMessage(
            folder
                + ": expected a folder for each class in the test part, found pictures without"
                + " labels. Name the part to evaluate with.");
  }

  @Test
  void partsAreNeverClassesBesideEachOther() throws IOException {
    files("ab/trainA/1.jpg", "ab/trainB/1.jpg", "ab/testA/1.jpg", "ab/testB/1.jpg");
    refused(
        "ab",
        "expected one folder for each part, found testA, testB, trainA, trainB. Name them train,"
            + " validation and test, or, if all are classes, choose a class depth of 1.");
    files("beside/a/1.jpg", "beside/b/1.jpg", "beside/test/a/1.jpg", "beside/val/a/1.jpg");
    refused(
        "beside",
        "expected folders of parts or folders of classes, found the part test, val beside a, b. Put"
            + " the classes into a folder train, or, if all are classes, choose a class depth of"
            + " 1.");
    files("one/a/1.jpg", "one/b/1.jpg", "one/test/1.jpg");
    refused(
        "one",
        "expected folders of parts or folders of classes, found the part test beside a, b. Put the"
            + " classes into a folder train, or, if all are classes, choose a class depth of 1.");
    files("deep/train/train/a/1.jpg", "deep/train/val/a/1.jpg", "deep/test/a/1.jpg");
    refused(
        "deep",
        "expected classes in train, found the parts train, val. Name train itself as the data, or,"
            + " if they are classes, choose a class depth of 2.");
    files("plants/New/New/train/a/1.jpg", "plants/New/New/valid/a/1.jpg", "plants/test/test/1.jpg");
    refused(
        "plants",
        "expected folders of parts or folders of classes, found the part test beside New. Name the"
            + " folder New/New as the data, or, if all are classes, choose a class depth of 1.");
    Dataset asked = open("one", SourceOptions.DEFAULT.withClassDepth(1));
    assertThat(asked.classes()).containsExactly("a", "b", "test");
  }

  @Test
  void validAndInvalidAreClasses() throws IOException {
    files("valid/1.jpg", "invalid/1.jpg", "x/training shoes/1.jpg", "x/test tube/1.jpg");
    files("y/steam_train/1.jpg", "y/blood test/1.jpg");
    Files.move(folder.resolve("x"), folder.resolveSibling(folder.getFileName() + "x"));
    Files.move(folder.resolve("y"), folder.resolveSibling(folder.getFileName() + "y"));
    assertThat(open(folder).classes()).containsExactly("invalid", "valid");
    assertThat(open(folder.resolveSibling(folder.getFileName() + "x")).classes())
        .containsExactly("test tube", "training shoes");
    assertThat(open(folder.resolveSibling(folder.getFileName() + "y")).classes())
        .containsExactly("blood test", "steam_train");
  }

  private Dataset open(String name, SourceOptions options) throws IOException {
    return Dataset.open(List.of(folder.resolve(name)), options, new Split(0, 0, 0));
  }

  @Test
  void picturesALevelDeeperAreNotedAndADepthDecides() throws IOException {
    files("p/a/airfield/1.jpg", "p/a/alley/1.jpg", "p/b/beach/1.jpg", "p/b/beach/2.jpg");
    Dataset upper = open("p", SourceOptions.DEFAULT);
    assertThat(upper.classes()).containsExactly("a", "b");
    assertThat(upper.notes())
        .contains(
            folder.resolve("p")
                + ": the pictures of a, b lie a level deeper, in airfield, alley, beach. The classes"
                + " are read as a, b; if the deeper folders are the classes, choose a class depth of"
                + " 2");
    Dataset deeper = open("p", SourceOptions.DEFAULT.withClassDepth(2));
    assertThat(deeper.classes()).containsExactly("airfield", "alley", "beach");
    assertThatThrownBy(() -> open("p", SourceOptions.DEFAULT.withClassDepth(4)))
        .hasMessageEndingWith(
            "expected folders of classes 4 levels down, found none. Choose another class depth.");
    files("t/train/a/airfield/1.jpg", "t/train/a/alley/1.jpg", "t/test/a/alley/1.jpg");
    Dataset parts = open("t", SourceOptions.DEFAULT.withClassDepth(3));
    assertThat(parts.classes()).containsExactly("airfield", "alley");
    assertThat(parts.part(Part.TEST)).hasSize(1);
  }

  /** As in Tiny ImageNet, where every class has a folder images. */
  @Test
  void tinyImageNetIsRead() throws IOException {
    String set = "tiny-imagenet-200/";
    files(set + "train/n01443537/images/n01443537_0.JPEG", set + "train/n01443537/boxes.txt");
    files(set + "train/n01629819/images/n01629819_0.JPEG", set + "wnids.txt");
    files(set + "val/images/val_0.JPEG", set + "val/images/val_1.JPEG", set + "test/images/0.JPEG");
    Files.writeString(
        folder.resolve(set + "val/val_annotations.txt"),
        "val_0.JPEG\tn01629819\t0\t32\t44\t62\nval_1.JPEG\tn01443537\t52\t55\t57\t59\n");
    Dataset dataset = open(folder);
    assertThat(dataset.classes()).containsExactly("n01443537", "n01629819");
    assertThat(names(dataset, Part.VALIDATION))
        .containsExactly(set + "val/images/val_0.JPEG 1", set + "val/images/val_1.JPEG 0");
    assertThat(dataset.parts()).doesNotContainKey(Part.TEST);
    assertThat(dataset.notes())
        .contains(
            folder
                + ": labels of 2 pictures are those in tiny-imagenet-200/val/val_annotations.txt")
        .noneMatch(note -> note.contains("deeper"));
  }

  @Test
  void classesWithPartsInThemAreRead() throws IOException {
    files("cat/train/1.jpg", "cat/test/2.jpg", "dog/train/1.jpg", "dog/test/2.jpg");
    Dataset dataset = open(folder);
    assertThat(names(dataset, Part.TRAIN))
        .containsExactly("cat/train/1.jpg 0", "dog/train/1.jpg 1");
    assertThat(names(dataset, Part.TEST)).containsExactly("cat/test/2.jpg 0", "dog/test/2.jpg 1");
    assertThat(dataset.notes()).contains(folder + ": each class has its own parts, read as such");
    files("dog/3.jpg");
    assertThatThrownBy(() -> open(folder))
        .hasMessage(
            folder
                + ": expected parts that hold classes, found parts inside of cat, dog. Put the"
                + " classes into folders train, validation and test, or, if the parts do not matter,"
                + " choose a class depth of 1.");
  }

  @Test
  void aModelsClassesAreFoundALevelDeeper() throws IOException {
    files("animals/cat/1.jpg", "animals/dog/1.jpg", "things/train/1.jpg");
    ClassNames classes = ClassNames.of(List.of("cat", "dog", "train"), List.of());
    Dataset dataset = Dataset.forEvaluation(List.of(folder), classes);
    assertThat(dataset.part(Part.TEST)).hasSize(3);
    assertThat(dataset.notes())
        .containsExactly(folder + ": the model's classes are a level deeper, read from there");
    Path one = folder.resolve("animals");
    files("animals/cat/indoors/2.jpg");
    assertThat(Dataset.forEvaluation(List.of(one), classes).part(Part.TEST)).hasSize(3);
  }

  @Test
  void namesThatDifferInUnicodesFormOnlyAreOneClass() throws IOException {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "no such names here");
    files("train/caf\u00e9/1.jpg", "train/cafe\u0301/2.jpg", "train/tea/1.jpg");
    Dataset dataset = open(folder);
    assertThat(dataset.classes()).containsExactly("caf\u00e9", "tea");
    assertThat(dataset.part(Part.TRAIN)).hasSize(3);
    ClassNames model = ClassNames.of(List.of("cafe\u0301", "tea"), List.of());
    assertThat(Dataset.forEvaluation(List.of(folder), model).part(Part.TEST)).hasSize(3);
  }

  @Test
  void labelsThatAModelCannotHoldAreRefusedAtOnce() throws IOException {
    files("a\tb/1.jpg", "c/1.jpg");
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            folder
                + ": expected labels of printable characters in one line, found 'a?b'. Rename"
                + " them.");
  }
}
