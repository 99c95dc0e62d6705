package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  @TempDir private Path place = Path.of("");
  private Path model = Path.of("");
  private Path picture = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void makeModelAndPicture() throws IOException {
    model = Samples.model(place);
    picture = Samples.picture(place.resolve("a.png"), 1);
    output = place.resolve("why");
  }

  private Call explain(Object... more) {
    Object[] all = new Object[6 + more.length];
    Object[] first = {"explain", "--model", model, "--output", output, picture};
    System.arraycopy(first, 0, all, 0, 6);
    System.arraycopy(more, 0, all, 6, more.length);
    return Call.of(all);
  }

  @Test
  void jsonHasTheMapTheBoxAndTheFile() throws IOException {
    Call call = explain("--json");
    assertThat(call.status()).describedAs(call.err()).isZero();
    JsonNode json = call.json().get(0);
    assertThat(json.get("file").asText()).isEqualTo(picture.toString());
    assertThat(json.get("method").asText()).isEqualTo("cam");
    assertThat(json.get("map")).hasSize(1); // 48 pixels are one cell
    assertThat(json.get("map").get(0)).hasSize(1);
    JsonNode box = json.get("box");
    assertThat(box.get(0).asInt()).isBetween(0, box.get(2).asInt() - 1);
    assertThat(box.get(2).asInt()).isLessThanOrEqualTo(120);
    assertThat(box.get(3).asInt()).isLessThanOrEqualTo(90);
    Path written = Path.of(json.get("output").asText());
    assertThat(written).isEqualTo(output.resolve("a.png.png"));
    BufferedImage image = ImageIO.read(written.toFile());
    assertThat(image.getWidth()).isEqualTo(160); // as wide as the legend needs
    JsonNode classified =
        Call.of("classify", "--model", model, "--json", picture).json().get(0).get("predictions");
    assertThat(json.get("label")).isEqualTo(classified.get(0).get("label"));
    assertThat(json.get("probability").asDouble())
        .isCloseTo(classified.get(0).get("probability").asDouble(), within(1e-5));
  }

  @Test
  void severalLabelsHaveNumberedFiles() {
    Call call = explain("--top", 3);
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(call.out().lines()).hasSize(3).allMatch(line -> line.contains(", box "));
    for (String name : List.of("a.png.png", "a.png.2.png", "a.png.3.png")) {
      assertThat(output.resolve(name)).exists();
    }
  }

  @Test
  void aLabelIsExplainedByNameAndByIndex() {
    JsonNode named = explain("--json", "--label", "shoe").json().get(0);
    assertThat(named.get("label").asText()).isEqualTo("shoe");
    assertThat(named.get("index").asInt()).isEqualTo(2);
    JsonNode numbered = explain("--json", "--label", "2", "--force").json().get(0);
    assertThat(numbered.get("map")).isEqualTo(named.get("map"));
  }

  @Test
  void aLabelThatTheModelLacksIsRefusedWithTheNearest() {
    Call call = explain("--label", "sheo");
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err())
        .isEqualTo(
            "googlenet: label: expected one of the model's 5 classes, found sheo. Did you mean"
                + " shoe?\n");
    assertThat(output).doesNotExist();
  }

  @Test
  void occlusionAndALargerSideGiveFinerMaps() {
    JsonNode finer = explain("--json", "--side", 96).json().get(0);
    assertThat(finer.get("map")).hasSize(3);
    JsonNode occlusion =
        explain("--json", "--method", "occlusion", "--stride", 8, "--force").json().get(0);
    assertThat(occlusion.get("map")).hasSize(3);
    assertThat(explain("--method", "gradcam").err())
        .contains("method: expected one of cam, occlusion, found gradcam.");
  }

  @Test
  void aFolderGoesOnAfterAPictureThatCannotBeRead() throws IOException {
    Path folder = Files.createDirectories(place.resolve("pictures"));
    Samples.picture(folder.resolve("1.png"), 1);
    Files.writeString(folder.resolve("2.png"), "no picture");
    Samples.picture(folder.resolve("3.png"), 3);
    Call call = Call.of("explain", "--model", model, "--output", output, "--json", folder);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.json()).hasSize(3);
    assertThat(call.json().get(1).get("error").asText()).contains("2.png: expected");
    assertThat(call.json().get(2).has("map")).isTrue();
  }

  @Test
  void nothingIsReplacedUnasked() throws IOException {
    assertThat(explain().status()).isZero();
    Call again = explain();
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("expected no file of that name, found one.", "(--force)");
    assertThat(explain("--force").status()).isZero();
    Call both = explain("--label", "hat", "--top", 2);
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("--label: expected no --top beside it, found both.");
  }
}
