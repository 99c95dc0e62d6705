package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  private static final List<String> CLASSES =
      List.of("<b>hat", "<b>shirt", "<b>shoe", "<b>skirt", "<b>dress");
  private static final List<String> TURNED =
      List.of("<b>dress", "<b>hat", "<b>shirt", "<b>shoe", "<b>skirt");

  @TempDir private Path place = Path.of("");
  private Path first = Path.of("");
  private Path second = Path.of("");
  private Path data = Path.of("");

  /** The second model's classes mean other outputs, so that its answers are others. */
  @BeforeEach
  void makeModelsAndPictures() throws IOException {
    first = Samples.model(place.resolve("first.safetensors"), CLASSES);
    second = Samples.model(place.resolve("second.safetensors"), TURNED);
    data = place.resolve("data.csv");
    StringBuilder rows = new StringBuilder("path,label\n");
    for (int i = 0; i < 15; i++) {
      Samples.picture(place.resolve(i + ".png"), i);
      rows.append(i).append(".png,").append(CLASSES.get(i % 5)).append('\n');
    }
    Files.writeString(data, rows);
  }

  private Call compare(Object... more) {
    Object[] all = new Object[6 + more.length];
    Object[] begin = {"compare", data, "--model", first, "--model", second};
    System.arraycopy(begin, 0, all, 0, 6);
    System.arraycopy(more, 0, all, 6, more.length);
    return Call.of(all);
  }

  @Test
  void figuresAreThoseOfTwoEvaluations() {
    Call call = compare("--json");
    assertThat(call.status()).describedAs(call.err()).isZero();
    JsonNode json = call.json().get(0);
    assertThat(json.get("images").asInt()).isEqualTo(15);
    double[] top1 = new double[2];
    for (int i = 0; i < 2; i++) {
      Call alone = Call.of("evaluate", data, "--json", "--model", i == 0 ? first : second);
      top1[i] = alone.json().get(0).get("top1").asDouble();
      assertThat(json.get("models").get(i).get("top1").asDouble()).isEqualTo(top1[i]);
    }
    int gained = json.get("only_second_right").size();
    int lost = json.get("only_first_right").size();
    assertThat(gained + lost).isPositive();
    assertThat(json.get("difference").asDouble())
        .isCloseTo((gained - lost) / 15., org.assertj.core.data.Offset.offset(1e-12));
    assertThat(json.get("mcnemar_p").asDouble()).isBetween(0., 1.);
    assertThat(json.get("sentence").asText()).contains(" of 15 pictures");
    JsonNode again = compare("--json").json().get(0);
    assertThat(again).isEqualTo(json); // drawn with a seed
  }

  @Test
  void thePageIsSelfContainedAndEscapesLabels() throws IOException {
    Path page = place.resolve("page.html");
    Call call = compare("--report", page);
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(call.out()).contains("difference: ").contains("McNemar's exact p");
    String html = Files.readString(page);
    assertThat(html)
        .contains("is right</h2>")
        .contains("src=\"data:image/jpeg;base64,")
        .contains("<b>&lt;b&gt;")
        .doesNotContain("<b><b>")
        .doesNotContain("<script")
        .doesNotContain("http://")
        .doesNotContain("https://");
    Call again = compare("--report", page);
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("--force");
  }

  @Test
  void otherNumbersOfModelsAndOtherClassesAreRefused() throws IOException {
    Call one = Call.of("compare", data, "--model", first);
    assertThat(one.status()).isEqualTo(2);
    assertThat(one.err())
        .isEqualTo(
            "googlenet: --model: expected two models, found 1. Try 'googlenet compare --help'.\n");
    Path other =
        Samples.model(
            place.resolve("other.safetensors"),
            List.of("<b>hat", "<b>shirt", "boot", "<b>skirt", "<b>dress"));
    Call differing = Call.of("compare", data, "--model", first, "--model", other);
    assertThat(differing.status()).isEqualTo(2);
    assertThat(differing.err())
        .isEqualTo(
            "googlenet: "
                + other
                + ": expected the 5 classes of the first model, in any order, found 5: without"
                + " '<b>shoe', with 'boot'. Give models of the same classes.\n");
  }

  @Test
  void aPartWithOneClassIsCompared() throws IOException {
    Files.writeString(data, "path,label\n0.png,<b>hat\n1.png,<b>hat\n2.png,<b>hat\n");
    Call call = compare();
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(call.out()).contains(" of 3 pictures");
    Call table = Call.of("evaluate", data, "--model", first, "--paper-table");
    assertThat(table.status()).describedAs(table.err()).isZero();
  }

  @Test
  void picturesThatCannotBeReadAreReported() throws IOException {
    Files.write(place.resolve("3.png"), new byte[] {1, 2, 3});
    Call call = compare("--json");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.json().get(0).get("images").asInt()).isEqualTo(14);
    assertThat(call.json().get(0).get("refused")).hasSize(1);
    assertThat(call.err()).contains("3.png: expected ");
  }

  @Test
  void thePapersTableHasARowForEachNumberOfModelsAndCrops() {
    Call call =
        Call.of("evaluate", data, "--model", first, "--model", second, "--paper-table", "--json");
    assertThat(call.status()).describedAs(call.err()).isZero();
    JsonNode rows = call.json().get(0).get("rows");
    assertThat(rows)
        .extracting(row -> row.get("cost").asInt())
        .containsExactly(1, 10, 144, 2, 20, 288);
    Call alone = Call.of("evaluate", data, "--model", first, "--crops", 10, "--json");
    assertThat(rows.get(1).get("top1_error").asDouble())
        .isCloseTo(
            1 - alone.json().get(0).get("top1").asDouble(),
            org.assertj.core.data.Offset.offset(1e-12));
    assertThat(rows.get(0).has("top5_error")).isFalse(); // of five classes
    Call text = Call.of("evaluate", data, "--model", first, "--paper-table");
    assertThat(text.out().lines().toList()).hasSize(5);
    assertThat(text.out())
        .startsWith("models  crops   cost  top-1 error")
        .contains("   144    144  ");
    Call both = Call.of("evaluate", data, "--model", first, "--paper-table", "--crops", 10);
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err())
        .startsWith("googlenet: --paper-table: expected no --crops beside it, found one.");
  }
}
