package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.data.DrawnPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void countsSizesAndFindingsArePrinted() throws IOException {
    DrawnPictures.fill(folder.resolve("train/hat"), 12, 1);
    DrawnPictures.fill(folder.resolve("train/shoe"), 3, 2);
    DrawnPictures.fill(folder.resolve("test/hat"), 2, 3);
    DrawnPictures.fill(folder.resolve("test/shoe"), 2, 2); // the same as two of train

    Call call = Call.of("data", folder);

    assertThat(call.status()).isZero();
    assertThat(call.err()).isEmpty();
    assertThat(call.out())
        .startsWith(
            """
            class          train        test
            hat               12           2
            shoe               3           2
            all 2             15           4

            width      24 to 24 pixels, median 24
            height     18 to 18 pixels, median 18
            balance    largest class 4.0 times the smallest (train)

            warning: 2 pictures in more than one part (leaks): figures would be too good. Keep one of each.
              %s (train, shoe) = %s (test, shoe)
            """
                .formatted(
                    folder.resolve("train/shoe/000.png"), folder.resolve("test/shoe/000.png")))
        .contains("warning: 19 pictures with a side below 32 pixels.")
        .endsWith("  and 9 more (--json lists all)\n");
  }

  /** Other bytes, which only a model's features find. */
  @Test
  void nearDuplicatesAcrossPartsAreFoundWithAModel() throws IOException {
    Path model = Samples.model(folder);
    Path data = folder.resolve("data");
    for (String label : new String[] {"train/hat", "train/shoe", "test/hat", "test/shoe"}) {
      Files.createDirectories(data.resolve(label));
    }
    for (int i = 0; i < 5; i++) {
      Samples.picture(data.resolve("train/hat/" + i + ".png"), i);
      Samples.picture(data.resolve("train/shoe/" + i + ".png"), 10 + i);
    }
    Samples.picture(data.resolve("test/shoe/a.png"), 20);
    Path copy = Samples.picture(data.resolve("test/hat/copy.jpg"), 13);

    Call plain = Call.of("data", data);
    Call call = Call.of("data", "--model", model, data);
    Call json = Call.of("data", "--model", model, "--json", data);

    assertThat(plain.out()).doesNotContain("nearly the same");
    assertThat(call.out())
        .contains("warning: 1 group of pictures that are nearly the same. Keep one of each.")
        .contains(
            "  %s (train, shoe) = %s (test, hat): different labels: in more than one part%n"
                .formatted(data.resolve("train/shoe/3.png"), copy));
    assertThat(json.json().get(0).get("near_duplicates")).hasSize(1);
    assertThat(json.json().get(0).get("near_duplicates").get(0).get("leak").asBoolean()).isTrue();
  }

  @Test
  void jsonListsEveryFile() throws IOException {
    DrawnPictures.fill(folder.resolve("hat"), 12, 1);
    DrawnPictures.fill(folder.resolve("shoe"), 3, 2);
    Files.writeString(folder.resolve("shoe/broken.png"), "no picture");

    Call call = Call.of("data", "--json", "--split", "50/25/25", "--seed=3", folder);

    assertThat(call.status()).isZero();
    assertThat(call.err()).isEmpty();
    JsonNode json = call.json().get(0);
    assertThat(json.at("/classes")).hasToString("[\"hat\",\"shoe\"]");
    assertThat(json.at("/counts/train/hat").asInt()).isEqualTo(6);
    assertThat(json.at("/counts/validation/hat").asInt()).isEqualTo(3);
    assertThat(json.at("/counts/test/shoe").asInt()).isEqualTo(1);
    assertThat(json.at("/tiny")).hasSize(15);
    assertThat(json.at("/unreadable/0/reason").asText()).contains("broken.png: expected");
    assertThat(json.at("/width/median").asInt()).isEqualTo(24);
    assertThat(json.at("/errors")).isEmpty();
  }

  @Test
  void whatWouldStopTrainingIsAnError() throws IOException {
    DrawnPictures.fill(folder.resolve("hat"), 3, 1);
    Call one = Call.of("data", folder);
    assertThat(one.status()).isEqualTo(1);
    assertThat(one.err())
        .isEqualTo(
            "googlenet: %s: expected at least two classes, found one (hat). Put each class into a folder of its own.%n"
                .formatted(folder));

    Files.createDirectory(folder.resolve("shoe"));
    Files.writeString(folder.resolve("shoe/broken.png"), "no picture");
    Call broken = Call.of("data", folder);
    assertThat(broken.status()).isEqualTo(1);
    assertThat(broken.out())
        .contains(
            "error: 1 class has no training picture that can be read. Replace the files or remove"
                + " the class.\n  shoe\n");
  }

  @Test
  void aBadOptionIsWrongUsage() {
    assertThat(Call.of("data", "--split=80", folder).status()).isEqualTo(2);
    assertThat(Call.of("data", "--threads=-1", folder).status()).isEqualTo(2);
  }
}
