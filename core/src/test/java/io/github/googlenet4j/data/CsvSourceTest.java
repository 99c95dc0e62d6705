package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
            "path,label,colour\n1.jpg,a,red\n",
            "expected the columns path, label and, if wanted, split, found 'colour'. Rename or"
                + " remove it.",
            "path,path\n1.jpg,a\n",
            "expected the columns path, label and, if wanted, split, found 'path' twice. Rename or"
                + " remove it.",
            "path,split\n1.jpg,train\n",
            "expected the columns path and label, found path, split. Add label to the first row.",
            "path,label\n1.jpg,a\n2.jpg\n",
            "expected 2 fields in row 3, found 1. Complete the row, or quote a field that has a"
                + " comma.",
            "path,label\n1.jpg,\n",
            "expected a path and a label in row 2, found one empty. Complete the row.",
            "path,label,split\n1.jpg,a,training set\n",
            "expected train, validation or test as split in row 2, found 'training set'. Correct"
                + " it.",
            "path,label\n1.jpg,a\n3.jpg,a\n4.jpg,b\n",
            "expected each path to be a file, found none at 3.jpg (row 3), 4.jpg (row 4). Correct"
                + " them: paths are relative to the folder of the CSV file.");
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
    refused("list.csv", "expected UTF-8, found other bytes. Save it as CSV in UTF-8.");
  }
}
