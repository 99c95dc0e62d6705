package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.evaluate.Temperature;
import io.github.googlenet4j.file.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyCommandTest {
  @TempDir static Path folder = Path.of("");
  static Path model = Path.of("");

  @BeforeAll
  static void write() throws IOException {
    model = Samples.model(folder);
  }

  @Test
  void predictionsAreRankedAndAddUpToOne() throws IOException {
    Path picture = Samples.picture(folder.resolve("a.jpg"), 1);
    Call call = Call.of("classify", "--model", model, "--json", picture);
    assertThat(call.status()).isZero();
    assertThat(call.json()).hasSize(1);
    JsonNode line = call.json().get(0);
    assertThat(line.get("file").asText()).isEqualTo(picture.toString());
    List<Double> probabilities = new ArrayList<>();
    line.get("predictions").forEach(p -> probabilities.add(p.get("probability").asDouble()));
    assertThat(probabilities).hasSize(5).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(probabilities.stream().mapToDouble(p -> p).sum())
        .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-5));
    List<String> classes = List.of("hat", "shirt", "shoe", "skirt", "dress");
    line.get("predictions")
        .forEach(
            p ->
                assertThat(p.get("label").asText()).isEqualTo(classes.get(p.get("index").asInt())));
  }

  @Test
  void aFolderAnswersInOrderAndAsItsPicturesDoAlone() throws IOException {
    Path pictures = folder.resolve("pictures");
    Path inner = Files.createDirectories(pictures.resolve("inner"));
    List<Path> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Path place = i % 3 == 0 ? inner : pictures;
      expected.add(Samples.picture(place.resolve("p%02d.png".formatted(i)), i));
    }
    Samples.picture(pictures.resolve(".hidden.png"), 1);
    Files.writeString(pictures.resolve("notes.txt"), "no picture");
    expected.sort(null);
    Call call = Call.of("classify", "--model", model, "--json", "--batch", 6, pictures);
    assertThat(call.status()).isZero();
    assertThat(call.json())
        .extracting(line -> line.get("file").asText())
        .isEqualTo(expected.stream().map(Path::toString).toList());
    for (int i : new int[] {0, 7, 19}) {
      Call alone = Call.of("classify", "--model", model, "--json", expected.get(i));
      JsonNode one = alone.json().get(0).get("predictions").get(0);
      JsonNode many = call.json().get(i).get("predictions").get(0);
      assertThat(many.get("index")).isEqualTo(one.get("index"));
      assertThat(many.get("probability").asDouble())
          .isCloseTo(one.get("probability").asDouble(), org.assertj.core.data.Offset.offset(1e-5));
    }
  }

  @Test
  void belowAThresholdTheAnswerIsNotSure() throws IOException {
    Path picture = Samples.picture(folder.resolve("c.png"), 3);
    Path calm = folder.resolve("calm.safetensors"); // the untrained one is always certain
    ModelFile.write(new Temperature(1000, 1).applied(ModelFile.read(model)), calm, true);
    JsonNode plain = Call.of("classify", "--model", calm, "--json", picture).json().get(0);
    String own = plain.get("predictions").get(0).get("probability").asText();
    assertThat(plain.has("sure")).isFalse();
    Call met = Call.of("classify", "--model", calm, "--json", "--threshold", own, picture);
    assertThat(met.json().get(0).get("sure").asBoolean()).isTrue();
    String more = Float.toString(Math.nextUp(Float.parseFloat(own)));
    Call missed = Call.of("classify", "--model", calm, "--json", "--threshold", more, picture);
    assertThat(missed.status()).isZero();
    assertThat(missed.json().get(0).get("sure").asBoolean()).isFalse();
    assertThat(missed.json().get(0).get("predictions")).isEqualTo(plain.get("predictions"));
    Call text = Call.of("classify", "--model", calm, "--threshold", more, picture);
    assertThat(text.out()).startsWith(picture + "\n  not sure\n  ");
    assertThat(Call.of("classify", "--model", calm, "--threshold", own, picture).out())
        .doesNotContain("not sure");
    Call wrong = Call.of("classify", "--model", model, "--threshold", "1.5", picture);
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err())
        .startsWith("googlenet: --threshold: expected a probability from 0 to 1, found 1.5.");
  }

  @Test
  void forPeopleEachPictureHasItsLabelsBelow() throws IOException {
    Path picture = Samples.picture(folder.resolve("b.png"), 2);
    Call call = Call.of("classify", "--model", model, "--top", "2", picture);
    assertThat(call.err()).isEmpty();
    assertThat(call.out().lines()).hasSize(3);
    assertThat(call.out().lines().findFirst()).contains(picture.toString());
    assertThat(call.out().lines().skip(1))
        .allMatch(line -> line.matches(" +\\d+\\.\\d %  (hat|shirt|shoe|skirt|dress)"));
  }

  @Test
  void badPicturesDoNotStopTheOthers() throws IOException {
    Path good = Samples.picture(folder.resolve("good.jpg"), 3);
    Path empty = Files.write(folder.resolve("empty.jpg"), new byte[0]);
    byte[] jpeg = Files.readAllBytes(good);
    Path cut = Files.write(folder.resolve("cut.jpg"), java.util.Arrays.copyOf(jpeg, 1500));
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
    Path bomb = Files.write(folder.resolve("bomb.png"), HugePicture.png(60_000, 60_000));
    Path missing = folder.resolve("missing.jpg");
    Path bare = Files.createDirectories(folder.resolve("bare"));
    Call call =
        Call.of(
            "classify", "--model", model, "--json", empty, cut, bare, text, bomb, good, missing);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).isEmpty();
    List<JsonNode> lines = call.json();
    assertThat(lines)
        .extracting(line -> line.get("file").asText())
        .containsExactly(
            empty.toString(),
            cut.toString(),
            bare.toString(),
            text.toString(),
            bomb.toString(),
            good.toString(),
            missing.toString());
    assertThat(lines.get(5).get("predictions")).isNotNull();
    assertThat(error(lines.get(0))).startsWith(empty + ": expected").contains("empty");
    assertThat(error(lines.get(1))).startsWith(cut + ": expected a complete JPEG");
    assertThat(error(lines.get(2)))
        .isEqualTo(
            bare
                + ": expected pictures (.jpg, .jpeg, .jpe, .jfif, .pjpeg, .pjp, .png, .gif,"
                + " .bmp, .dib, .tif, .tiff, .webp, .ppm, .pgm, .pbm, .pnm, .pam) in this folder, found"
                + " none. Check the path.");
    assertThat(error(lines.get(3))).startsWith(text + ": expected a JPEG, PNG,");
    assertThat(error(lines.get(4))).startsWith(bomb + ": expected at most").contains("60000");
    assertThat(error(lines.get(6)))
        .startsWith(missing + ": expected")
        .contains("found nothing of that name");
    assertThat(lines).filteredOn(line -> line.has("error")).hasSize(6);
  }

  @Test
  void forPeopleABadPictureIsOneLineOfError() throws IOException {
    Path text = Files.writeString(folder.resolve("words.jpg"), "no picture");
    Call call = Call.of("classify", "--model", model, text);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out()).isEmpty();
    assertThat(call.err().lines()).hasSize(1);
    assertThat(call.err()).startsWith("googlenet: " + text + ": expected a JPEG, PNG,");
  }

  @Test
  void aLinkToAFolderIsAsGoodAsTheFolder() throws IOException {
    Path linked = Files.createDirectories(folder.resolve("linked"));
    Samples.picture(linked.resolve("a.png"), 5);
    Path link = Files.createSymbolicLink(folder.resolve("link"), linked);
    Call call = Call.of("classify", "--model", model, "--json", link);
    assertThat(call.status()).isZero();
    assertThat(call.json().get(0).get("file").asText()).isEqualTo(link.resolve("a.png").toString());
  }

  @Test
  void limitsCanBeSet() throws IOException {
    Path picture = Samples.picture(folder.resolve("limit.png"), 4);
    Call pixels = Call.of("classify", "--model", model, "--max-pixels", 100, picture);
    assertThat(pixels.status()).isEqualTo(1);
    assertThat(pixels.err())
        .contains("expected at most 100 pixels")
        .contains("raise the limit of pixels (--max-pixels)");
    Call bytes = Call.of("classify", "--model", model, "--max-bytes", 50, picture);
    assertThat(bytes.status()).isEqualTo(1);
    assertThat(bytes.err())
        .contains("expected at most 50 bytes")
        .contains("raise the limit of bytes (--max-bytes)");
  }

  private static String error(JsonNode line) {
    return line.get("error").asText();
  }

  @Test
  void manyCropsAreOneAnswer() throws IOException {
    List<Path> pictures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      pictures.add(Samples.picture(folder.resolve("crops" + i + ".png"), i));
    }
    for (int crops : new int[] {10, 144}) {
      Call all =
          Call.of(
              "classify",
              "--model",
              model,
              "--crops",
              crops,
              "--json",
              pictures.get(0),
              pictures.get(1),
              pictures.get(2));
      assertThat(all.status()).describedAs(all.err()).isZero();
      Call alone =
          Call.of("classify", "--model", model, "--crops", crops, "--json", pictures.get(1));
      JsonNode one = alone.json().get(0).get("predictions").get(0);
      JsonNode many = all.json().get(1).get("predictions").get(0);
      assertThat(many.get("label")).isEqualTo(one.get("label"));
      assertThat(many.get("probability").asDouble())
          .isCloseTo(one.get("probability").asDouble(), org.assertj.core.data.Offset.offset(1e-5));
    }
  }

  @Test
  void anotherNumberOfCropsIsRefused() {
    Call call = Call.of("classify", "--model", model, "--crops", 12, "nothing.png");
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).isEqualTo("googlenet: crops: expected 1, 10 or 144, found 12.\n");
  }

  @Test
  void severalModelsAreAnEnsembleOfTheSameClasses() throws IOException {
    Path picture = Samples.picture(folder.resolve("ensemble.png"), 4);
    Call one = Call.of("classify", "--model", model, "--json", picture);
    Call twice = Call.of("classify", "--model", model, "--model", model, "--json", picture);
    assertThat(twice.status()).describedAs(twice.err()).isZero();
    assertThat(twice.json().get(0).get("predictions").get(0).get("label"))
        .isEqualTo(one.json().get(0).get("predictions").get(0).get("label"));
    Path other = folder.resolve("other.safetensors");
    Samples.model(other, List.of("hat", "shirt", "shoe", "skirt", "coat"));
    Call refused = Call.of("classify", "--model", model, "--model", other, picture);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .isEqualTo(
            "googlenet: "
                + other
                + ": expected the 5 classes of the first model, in any order, found 5: without"
                + " 'dress', with 'coat'. Give models of the same classes.\n");
  }
}
