package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CsvSourceTest extends EmptyPictures {
  @Test
  void aCsvFileNamesPicturesLabelsAndParts() throws IOException {
    files("p/1.jpg", "p/2, second.jpg", "p/3.jpg", "p/4.jpg", "p/5");
    Path csv = folder.resolve("list.csv");
    Files.writeString(
        csv,
        "\uFEFFLabel,path,split\r\n\r\nshoe,p/3.jpg,train\r\n\"big \"\"hat\"\"\",\"p/2,"
            + " second.jpg\",train\nshoe,p/1.jpg,TRAIN\nshoe,p/4.jpg,val\nshoe,p/5,test\n");

    Dataset dataset = open(csv);

    assertThat(dataset.classes()).containsExactly("big \"hat\"", "shoe");
    assertThat(names(dataset, Part.TRAIN))
        .containsExactly("p/1.jpg 1", "p/2, second.jpg 0", "p/3.jpg 1");
    assertThat(names(dataset, Part.VALIDATION)).containsExactly("p/4.jpg 1");
    assertThat(names(dataset, Part.TEST)).containsExactly("p/5 1");
  }

  @Test
  void aBadCsvFileIsRefusedInOneLine() throws IOException {
    files("1.jpg", "2.jpg");
    Map<String, String> cases =
        Map.of(
            "",
            "expected a header path,label[,split] and a row for each picture, found 0 rows. Add"
                + " them.",
            "path,label\n",
            "expected a header path,label[,split] and a row for each picture, found 1 row. Add"
                + " them.",
            "path,path\n1.jpg,a\n",
            "expected each column once, found 'path' twice. Rename or remove one.",
            "path,split\n1.jpg,train\n",
            "expected a column of labels (label, class, category or target), found the columns path,"
                + " split. Rename one in the first row, or choose the label column.",
            "path,label\n1.jpg,a\n2.jpg\n",
            "expected 2 fields in row 3, found 1. Complete the row, or quote a field that has a"
                + " comma.",
            "path,label\n1.jpg,\n",
            "expected a path and a label in row 2, found one empty. Complete the row.",
            "path,label,split\n1.jpg,a,first half\n",
            "expected train, validation or test as split in row 2, found 'first half'. Correct"
                + " it.",
            "path,label\n1.jpg,a\n3.jpg,a\n4.jpg,b\n",
            "expected each path to be a file, found none at 3.jpg (row 3), 4.jpg (row 4). Correct"
                + " them, or choose the folder that the paths are relative to, now that of the CSV"
                + " file.");
    Path csv = folder.resolve("list.csv");
    for (Map.Entry<String, String> entry : cases.entrySet()) {
      Files.writeString(csv, entry.getKey());
      refused("list.csv", entry.getValue());
    }
    Files.writeString(csv, "path,label\n\"1.jpg,a\n");
    assertThatThrownBy(() -> open(csv))
        .isInstanceOf(DatasetException.class)
        .hasMessageMatching(".*list.csv: expected rows of fields .*\\. Correct it\\.");
    Files.write(csv, new byte[] {'p', (byte) 0xff, '\n'});
    refused("list.csv", "expected UTF-8, found other bytes. Save it in UTF-8.");
  }

  /** What somebody's program wrote, and what is understood of it. */
  private Dataset table(String text, SourceOptions options) throws IOException {
    Path csv = folder.resolve("table.csv");
    Files.writeString(csv, text);
    return Dataset.open(List.of(csv), options, new Split(0, 0, 0));
  }

  private void understood(String text, String... notes) throws IOException {
    understood(text, SourceOptions.DEFAULT, notes);
  }

  private void understood(String text, SourceOptions options, String... notes) throws IOException {
    Dataset dataset = table(text, options);
    assertThat(dataset.classes()).containsExactly("a", "b");
    assertThat(names(dataset, Part.TRAIN)).containsExactly("p/1.jpg 0", "p/2.jpg 1", "p/3.png 0");
    String before = folder.resolve("table.csv") + ": ";
    assertThat(dataset.notes().stream().filter(note -> note.startsWith(before)))
        .containsExactly(notes.length == 0 ? new String[0] : new String[] {before + notes[0]});
  }

  @Test
  void tablesOfPandasExcelAndKaggleAreRead() throws IOException {
    files("p/1.jpg", "p/2.jpg", "p/3.png");
    understood("path,label\np/1.jpg,a\np/2.jpg,b\np/3.png,a\n");
    understood(
        ",path,label\n0,p/1.jpg,a\n1,p/2.jpg,b\n2,p/3.png,a\n", "not used: column 1"); // pandas
    understood(
        "Unnamed: 0,image,Class,width\n0,p/1.jpg,a,9\n1,p/2.jpg,b,9\n2,p/3.png,a,9\n",
        "pictures are in image; labels in Class; not used: Unnamed: 0, width");
    understood(
        "\uFEFFFilename;Category\r\np/1.jpg;a\r\np/2.jpg;b\r\np/3.png;a\r\n;\r\n", // Excel
        "fields are separated by semicolons; pictures are in Filename; labels in Category");
    understood(
        "sep=;\npath;label\np/1.jpg;a\np/2.jpg;b\np/3.png;a\n",
        "fields are separated by semicolons");
    understood(
        "file\ttarget\np\\1.jpg\ta\np\\2.jpg\tb\np\\3.png\ta\n",
        "fields are separated by tabs; pictures are in file; labels in target; backslashes in paths"
            + " are read as slashes");
    understood(
        "id,breed\n1,a\n2,b\n3,a\n", // dog breeds
        "pictures are in id; labels in breed; pictures are found by their names in p");
    understood(
        "filename,label\n1.jpg,a\n2.jpg,b\n3.png,a\n",
        "pictures are in filename; pictures are found by their names in p");
    understood(
        "p/1.jpg,a\np/2.jpg,b\np/3.png,a\n",
        "no headings; pictures are in column 1; labels in column 2");
    understood(
        "0,p/1.jpg,a\n1,p/2.jpg,b\n2,p/3.png,a\n",
        "no headings; pictures are in column 2; labels in column 3; not used: column 1");
    understood(
        "path,label\nP/1.JPG,a\nP/2.JPG,b\nP/3.PNG,a\n", "pictures are found by their names");
    understood(
        "Bild,Art\np/1.jpg,a\np/2.jpg,b\np/3.png,a\n", "pictures are in Bild; labels in Art");
    understood(
        "class id,filepaths,labels,data set\n0,p/1.jpg,a,train\n1,p/2.jpg,b,train\n0,p/3.png,a,train\n",
        "pictures are in filepaths; labels in labels; parts in data set; not used: class id");
    understood(
        "id,filename,label\n7,p/1.jpg,a\n8,p/2.jpg,b\n9,p/3.png,a\n",
        "pictures are in filename; not used: id");
    Path csv = folder.resolve("table.csv");
    Files.write(
        csv, "\uFEFFpath\tlabel\np/1.jpg\ta\np/2.jpg\tb\n".getBytes(StandardCharsets.UTF_16LE));
    assertThat(open(csv).classes()).containsExactly("a", "b"); // Excel's "Unicode text"
  }

  @Test
  void splitsMayHaveOtherNames() throws IOException {
    files("p/1.jpg", "p/2.jpg", "p/3.png", "p/4.jpg");
    Dataset dataset =
        table(
            """
            image,class,subset
            p/1.jpg,a,Training
            p/2.jpg,b,Training
            p/3.png,a,dev
            p/4.jpg,b,Evaluation
            """,
            SourceOptions.DEFAULT);
    assertThat(names(dataset, Part.TRAIN)).containsExactly("p/1.jpg 0", "p/2.jpg 1");
    assertThat(names(dataset, Part.VALIDATION)).containsExactly("p/3.png 0");
    assertThat(names(dataset, Part.TEST)).containsExactly("p/4.jpg 1");
  }

  @Test
  void pathsThatHaveMovedAreReadFromTheRoot() throws IOException {
    files("p/1.jpg", "p/2.jpg", "p/3.png", "1.jpg", "2.jpg");
    String windows =
        """
        path,label
        C:\\Users\\me\\set\\p\\1.jpg,a
        C:\\Users\\me\\set\\p\\2.jpg,b
        C:\\Users\\me\\set\\p\\3.png,a
        """;
    SourceOptions root = SourceOptions.DEFAULT.withRoot(folder);
    understood(
        "path,label\n/kaggle/input/p/1.jpg,a\n/kaggle/input/p/2.jpg,b\n/kaggle/input/p/3.png,a\n",
        root,
        "paths are read from " + folder + " instead of kaggle/input");
    understood(windows, root, "paths are read from " + folder + " instead of Users/me/set");
    // No picture is taken for another that is missing: p/4.jpg is not 4.jpg.
    files("4.jpg");
    assertThatThrownBy(() -> table("path,label\n/k/p/1.jpg,a\n/k/p/2.jpg,b\n/k/p/4.jpg,b\n", root))
        .hasMessageContaining("found none at /k/p/4.jpg (row 4). Correct them");
    assertThatThrownBy(
            () -> table("path,label\n/gone/p/1.jpg,a\n/gone/q/2.jpg,b\n", SourceOptions.DEFAULT))
        .hasMessageContaining("choose the folder that the paths are relative to, now that of");
  }

  @Test
  void whatCouldBeSeveralThingsIsRefused() throws IOException {
    files("p/1.jpg", "p/2.jpg", "q/1.jpg", "q/2.jpg");
    refusedTable(
        "path,class,category\np/1.jpg,a,x\np/2.jpg,b,y\n",
        "expected one column of labels, found class and category. Choose the label column.");
    refusedTable(
        "image_id,rust,scab\n1,0,1\n2,1,0\n",
        "expected a column of labels (label, class, category or target), found the columns image_id,"
            + " rust, scab. Rename one in the first row, or choose the label column.");
    refusedTable(
        "a,b\nx,y\n",
        "expected a column of paths (path, image, file, filename or id), found the columns a, b."
            + " Rename one in the first row, or choose the path column.");
    refusedTable(
        "id,label\n1,a\n2,b\n",
        "expected each name to be that of one picture, found 1 at p/1.jpg, q/1.jpg. Choose the"
            + " folder that the paths are relative to.");
    SourceOptions decided = SourceOptions.DEFAULT.withLabelColumn("Category");
    assertThat(table("path,class,category\np/1.jpg,a,x\np/2.jpg,b,y\n", decided).classes())
        .containsExactly("x", "y");
    Dataset rooted =
        table("id,label\n1,a\n2,b\n", SourceOptions.DEFAULT.withRoot(folder.resolve("q")));
    assertThat(names(rooted, Part.TRAIN)).containsExactly("q/1.jpg 0", "q/2.jpg 1");
    assertThatThrownBy(
            () -> table("path,label\np/1.jpg,a\n", SourceOptions.DEFAULT.withPathColumn("nowhere")))
        .hasMessageEndingWith(
            "expected a column nowhere, found the columns path, label. Name one of these.");
  }

  /** 40,000 rows of one name that 2,000 pictures have: 80 million pairs, if all were compared. */
  @Test
  @Timeout(20)
  void oneNameOfManyIsLookedUpOnce() throws IOException {
    for (int i = 0; i < 2_000; i++) {
      files("p" + i + "/1.jpg");
    }
    String text = "id,label\n" + "1,a\n1,b\n".repeat(20_000);
    assertThatThrownBy(() -> table(text, SourceOptions.DEFAULT))
        .hasMessageContaining("expected each name to be that of one picture, found 1 at p0/1.jpg");
  }

  private void refusedTable(String text, String message) throws IOException {
    Files.writeString(folder.resolve("table.csv"), text);
    refused("table.csv", message);
  }

  @Test
  @Timeout(20)
  void aPipeIsNoTable() throws Exception {
    Path pipe = folder.resolve("fifo.csv");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    refused("fifo.csv", "expected a CSV file, found a device or pipe. Copy it to a file first.");
  }
}
