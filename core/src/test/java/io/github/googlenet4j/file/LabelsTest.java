package io.github.googlenet4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
  private final Path folder;

  LabelsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("labels.txt"), text);
  }

  @Test
  void plainLinesAreLabels() throws IOException {
    assertThat(Labels.read(file("cat\ndog, with a comma\n crane \ncrane")))
        .containsExactly("cat", "dog, with a comma", "crane", "crane");
  }

  @Test
  void wordNetLinesLoseTheirIds() throws IOException {
    assertThat(Labels.read(file("n01440764 tench, Tinca tinca\nn01443537\tgoldfish\n")))
        .containsExactly("tench, Tinca tinca", "goldfish");
  }

  @Test
  void wordNetIdsAreKeptBesideTheLabels() throws IOException {
    Path file = file("n02012849 crane\nn03126707 crane\n");
    assertThat(Labels.readWithIds(file).ids()).containsExactly("n02012849", "n03126707");
    assertThat(Labels.readWithIds(file("crane\ncrane\n")).ids()).isEmpty();
  }

  @Test
  void idsAloneAreLabels() throws IOException {
    assertThat(Labels.read(file("n01440764\nn01443537\n"))).contains("n01440764");
  }

  @Test
  void byteOrderMarkCarriageReturnsAndBlankLinesAtTheEndDoNotMatter() throws IOException {
    assertThat(Labels.read(file("\uFEFFKäfer\r\n\u53f0\u98ce\r\n\r\n  \r\n")))
        .isEqualTo(List.of("Käfer", "\u53f0\u98ce"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cat\\n\\ndog|expected a label in line 2, found a blank line. Write one line a class, in the order of the outputs.",
        "cat\\nd\\7og|expected a label in line 2, found a character that cannot be printed. Write one line a class, in the order of the outputs.",
        "n01440764 tench\\n\\nn01443537 goldfish|expected a label in line 2, found a blank line. Write one line a class, in the order of the outputs.",
        "n01440764 tench\\nn01443537 goldfish\\ndog|expected a WordNet id and a label in line 3, as in line 1, found 'dog'. Give all lines an id, or none.",
        "\\n\\n|expected a label a line, found an empty file. Write one line a class.",
      })
  void aFileWithOtherLinesIsRefused(String text, String expected) throws IOException {
    Path file = file(text.translateEscapes());
    assertThatThrownBy(() -> Labels.read(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(file + ": " + expected);
  }

  @Test
  void otherEncodingsAreRefused() throws IOException {
    Path file = Files.write(folder.resolve("l"), "Käfer".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Labels.read(file))
        .hasMessage(file + ": expected labels in UTF-8, found other bytes. Save it as UTF-8.");
  }

  @Test
  void aLargeFileIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("l"), new byte[(4 << 20) + 1]);
    assertThatThrownBy(() -> Labels.read(file))
        .hasMessage(
            file + ": expected labels of at most 4194304 bytes, found more. Check the path.");
  }

  @Test
  void whatIsNoFileIsRefused() {
    assertThatThrownBy(() -> Labels.read(folder))
        .hasMessage(folder + ": expected a label file, found a folder. Name a file inside of it.");
    assertThatThrownBy(() -> Labels.read(folder.resolve("none")))
        .hasMessage(
            folder.resolve("none") + ": expected a file, found none of that name. Check the path.");
  }

  @Test
  void imageNetHasAThousandLabelsAndTwoCranes() throws IOException {
    List<String> labels = Labels.read(SharedData.path("weights/imagenet_synset_words.txt"));
    assertThat(labels).hasSize(1000).startsWith("tench, Tinca tinca");
    assertThat(labels.get(774)).isEqualTo("sandal");
    assertThat(labels.stream().filter("crane"::equals)).hasSize(2);
  }
}
