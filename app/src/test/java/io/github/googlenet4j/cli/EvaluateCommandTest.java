package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  @TempDir private Path place = Path.of("");
  private Path model = Path.of("");
  private Path data = Path.of("");

  @BeforeEach
  void makeModelAndPictures() throws IOException {
    model = Samples.model(place);
    data = place.resolve("data");
    int seed = 0;
    for (String label : new String[] {"hat", "shoe"}) {
      Path folder = Files.createDirectories(data.resolve(label));
      for (int i = 0; i < 9; i++) {
        Samples.picture(folder.resolve(i + ".png"), seed++);
      }
    }
  }

  private JsonNode json(Object... more) {
    Object[] all = new Object[5 + more.length];
    System.arraycopy(new Object[] {"evaluate", "--model", model, "--json", data}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    Call call = Call.of(all);
    assertThat(call.status()).describedAs(call.err()).isZero();
    return call.json().get(0);
  }

  @Test
  void figuresAreThoseOfTheConfusion() {
    JsonNode json = json();
    assertThat(json.get("images").asInt()).isEqualTo(18);
    int right = 0;
    int all = 0;
    for (int i = 0; i < 5; i++) {
      right += json.get("confusion").get(i).get(i).asInt();
      for (JsonNode cell : json.get("confusion").get(i)) {
        all += cell.asInt();
      }
    }
    assertThat(all).isEqualTo(18);
    assertThat(json.get("top1").asDouble()).isEqualTo(right / 18.);
    assertThat(json.has("top5")).isFalse(); // of five classes, all are among the first five
    assertThat(json.get("per_class").get(0).get("label").asText()).isEqualTo("hat");
    assertThat(json.get("per_class").get(0).get("images").asInt()).isEqualTo(9);
  }

  @Test
  void classesOfTheSameLabelAreToldApart() throws IOException {
    Model cranes = ModelFile.read(model);
    List<String> labels = List.of("crane", "hat", "crane", "shoe", "dress");
    ModelFile.write(
        new Model(
            cranes.variant(), labels, cranes.preparation(), false, cranes.weights(), Map.of()),
        model,
        true);
    Files.move(data.resolve("hat"), data.resolve("crane"));
    Call ambiguous = Call.of("evaluate", "--model", model, data);
    assertThat(ambiguous.status()).isEqualTo(1);
    assertThat(ambiguous.err())
        .isEqualTo(
            "googlenet: "
                + data
                + ": expected labels of one class each, found 'crane', which could be 0 or 2. Label"
                + " these pictures with the class's index or id.\n");
    Files.move(data.resolve("crane"), data.resolve("2"));
    JsonNode perClass = json().get("per_class");
    assertThat(perClass).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(perClass.get(i).get("index").asInt()).isEqualTo(i);
      assertThat(perClass.get(i).get("label").asText()).isEqualTo(labels.get(i));
      assertThat(perClass.get(i).get("images").asInt()).isEqualTo(i == 2 || i == 3 ? 9 : 0);
    }
    assertThat(Call.of("evaluate", "--model", model, data).out()).contains("crane (2)         9");
  }

  @Test
  void batchAndThreadsChangeNothing() {
    JsonNode json = json();
    for (Object[] options : new Object[][] {{"--batch", 1}, {"--batch", 7}, {"--threads", 1}}) {
      JsonNode other = json(options);
      assertThat(other.get("confusion")).isEqualTo(json.get("confusion"));
      assertThat(other.get("top1")).isEqualTo(json.get("top1"));
    }
  }

  @Test
  void whatCannotBeReadIsToldAndDoesNotCount() throws IOException {
    Files.write(data.resolve("hat/3.png"), new byte[] {1, 2, 3});
    Call call = Call.of("evaluate", "--model", model, "--json", data);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.json().get(0).get("images").asInt()).isEqualTo(17);
    assertThat(call.json().get(0).get("refused").get(0).asText()).contains("3.png: expected");
    assertThat(call.err()).contains("3.png: expected");
  }

  @Test
  void aReportIsWrittenOnce() {
    Path report = place.resolve("report.html");
    assertThat(Call.of("evaluate", "--model", model, data, "--report", report).status()).isZero();
    assertThat(report).content().contains("Confusion, test");
    Call again = Call.of("evaluate", "--model", model, data, "--report", report);
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err())
        .isEqualTo(
            "googlenet: "
                + report
                + ": expected no file of that name, found one. Name another, or allow it to be"
                + " replaced (--force).\n");
  }

  @Test
  void textIsATable() {
    Call call = Call.of("evaluate", "--model", model, data);
    assertThat(call.out()).contains("class  pictures  precision", "hat           9", "top-1: ");
  }

  /** A spreadsheet computes what begins with an equals sign. */
  @Test
  void answersAreWrittenAndNoNameBecomesAFormula() throws IOException {
    Model formula = ModelFile.read(model);
    List<String> labels = List.of("=1+1", "hat", "@x", "shoe", "-dress");
    ModelFile.write(
        new Model(
            formula.variant(), labels, formula.preparation(), false, formula.weights(), Map.of()),
        model,
        true);
    Files.move(data.resolve("hat"), data.resolve("=1+1"));
    Path answers = place.resolve("answers.csv");
    json("--answers", answers);
    assertThat(answers)
        .content()
        .startsWith("path,label,answer,probability\n")
        .contains("\"" + data.resolve("=1+1/0.png") + "\",\"'=1+1\",\"")
        .doesNotContain("\"=", "\"@", "\"-");
    json("--answers", answers, "--raw-cells", "--force");
    assertThat(answers).content().contains(",\"=1+1\",\"").doesNotContain("\"'");
    assertThat(Call.of("evaluate", "--model", model, data, "--answers", answers).status())
        .isEqualTo(1);
  }
}
