package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dark and light pictures, one of which has the wrong label. */
class CleanCommandTest {
  @TempDir private Path place = Path.of("");
  private Path model = Path.of("");
  private Path data = Path.of("");
  private Path wrong = Path.of("");

  @BeforeEach
  void makeModelAndPictures() throws IOException {
    model = Samples.model(place);
    data = place.resolve("data");
    for (int i = 0; i < 24; i++) {
      picture((i % 2 == 0 ? "dark/" : "light/") + i + ".png", i, i % 2 == 0);
    }
    wrong = picture("dark/wrong.png", 99, false);
  }

  private Path picture(String name, int seed, boolean dark) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Samples.picture(file, seed);
    BufferedImage image = ImageIO.read(file.toFile());
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(dark ? Color.BLACK : Color.WHITE);
    graphics.fillRect(0, 25, 120, 65);
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private Call clean(Object... more) {
    List<Object> all = new ArrayList<>(List.of("clean", "--no-cache", "--model", model));
    all.addAll(Arrays.asList(more));
    return Call.of(all.toArray());
  }

  @Test
  void theWrongLabelIsFirstInEachForm() throws IOException {
    Path page = place.resolve("page.html");
    Path csv = place.resolve("list.csv");
    Call call = clean(data, "--json", "--output", page, "--csv", csv);
    assertThat(call.status()).describedAs(call.err()).isZero();
    JsonNode json = call.json().get(0);
    assertThat(json.get("images").asInt()).isEqualTo(25);
    JsonNode first = json.get("suspicious").get(0);
    assertThat(first.get("file").asText()).isEqualTo(wrong.toString());
    assertThat(first.get("label").asText()).isEqualTo("dark");
    assertThat(first.get("suggested").asText()).isEqualTo("light");
    assertThat(first.get("probability").asDouble() + first.get("score").asDouble())
        .isBetween(.999, 1.001); // of two classes
    assertThat(json.has("near_duplicates")).isTrue();
    assertThat(json.has("outliers")).isTrue();
    assertThat(Files.readString(csv))
        .startsWith("file,part,label,suggested,probability,score,issue\n\"" + wrong + "\",");
    assertThat(page).content().contains("Labels of data", "Save corrections.csv");
    assertThat(clean(data).out()).contains("suspicious (label ->", wrong + "  dark -> light, ");
    for (String option : List.of("--output", "--csv")) {
      Call again = clean(data, option, option.equals("--csv") ? csv : page);
      assertThat(again.status()).isEqualTo(1);
      assertThat(again.err()).contains("expected no file of that name", "(--force)");
    }
    Path corrections =
        Files.writeString(place.resolve("right.csv"), "file,label\n" + wrong + ",light\n");
    JsonNode corrected =
        clean(data, "--json", "--corrections", corrections).json().get(0).get("suspicious");
    assertThat(corrected.findValuesAsText("file")).doesNotContain(wrong.toString());
  }

  @Test
  void aPartOfOneClassIsLookedThroughWithTheOthers() throws IOException {
    Path parts = place.resolve("parts");
    Files.createDirectories(parts.resolve("test/dark"));
    Files.move(data, parts.resolve("train"));
    Files.move(parts.resolve("train/dark/0.png"), parts.resolve("test/dark/0.png"));
    Call call = clean(parts, "--json");
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(call.json().get(0).get("images").asInt()).isEqualTo(25);
    assertThat(call.err()).contains("test: no pictures of 1 class: light");
  }

  @Test
  void oneClassIsRefused() throws IOException {
    Path one = place.resolve("one");
    Files.createDirectories(one);
    Files.move(data.resolve("dark"), one.resolve("dark"));
    Call call = clean(one);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .isEqualTo(
            "googlenet: %s: expected at least two classes, found one (dark). Put each class into a folder of its own.%n"
                .formatted(one));
  }

  @Test
  void whatCannotBeReadAndClassesOfFewPicturesAreTold() throws IOException {
    Files.writeString(data.resolve("dark/2.png"), "no picture");
    picture("single/1.png", 77, true);
    picture("few/1.png", 78, true);
    picture("few/2.png", 79, false);
    Call call = clean(data, "--json");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .contains(
            "dark/2.png: expected",
            "classes with fewer than 5 pictures, whose labels are judged badly: few",
            "classes with one picture or copies of one, whose labels cannot be judged: single");
    assertThat(call.json().get(0).get("images").asInt()).isEqualTo(27);
    assertThat(call.json().get(0).get("refused")).hasSize(1);
  }
}
