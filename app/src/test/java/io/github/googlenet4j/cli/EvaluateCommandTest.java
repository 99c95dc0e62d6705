package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
    json("--predictions", answers);
    assertThat(answers)
        .content()
        .startsWith("file,truth,answer,probability\n")
        .contains("\"" + data.resolve("=1+1/0.png") + "\",\"'=1+1\",\"")
        .doesNotContain("\"=", "\"@", "\"-");
    json("--predictions", answers, "--raw-cells", "--force");
    assertThat(answers).content().contains(",\"=1+1\",\"").doesNotContain("\"'");
    assertThat(Call.of("evaluate", "--model", model, data, "--answers", answers).status())
        .isEqualTo(1);
  }

  /** Figures of the JSON follow from the table of all probabilities. */
  @Test
  void allProbabilitiesAreWrittenByChoice() throws IOException {
    Path file = place.resolve("predictions.csv");
    JsonNode json = json("--predictions", file, "--all-probabilities");
    List<String> rows = Files.readAllLines(file);
    assertThat(rows.get(0))
        .isEqualTo("file,truth,answer,probability,\"hat\",\"shirt\",\"shoe\",\"skirt\",\"dress\"");
    assertThat(rows).hasSize(19);
    double brier = 0;
    double loss = 0;
    int right = 0;
    for (String row : rows.subList(1, 19)) {
      String[] cells = row.split(",", -1);
      int truth = cells[1].equals("\"hat\"") ? 0 : 2;
      double most = 0;
      for (int i = 0; i < 5; i++) {
        double probability = Double.parseDouble(cells[4 + i]);
        most = Math.max(most, probability);
        brier += Math.pow(probability - (i == truth ? 1 : 0), 2);
        loss -= i == truth ? Math.log(Math.max(probability, Float.MIN_VALUE)) : 0;
      }
      assertThat(Double.parseDouble(cells[3])).isEqualTo(most);
      right += cells[1].equals(cells[2]) ? 1 : 0;
    }
    assertThat(json.get("brier").asDouble()).isCloseTo(brier / 18, within(1e-6));
    assertThat(json.get("negative_log_likelihood").asDouble()).isCloseTo(loss / 18, within(1e-6));
    assertThat(json.get("loss")).isEqualTo(json.get("negative_log_likelihood"));
    assertThat(json.get("top1").asDouble()).isEqualTo(right / 18.);
    Call alone = Call.of("evaluate", "--model", model, data, "--all-probabilities");
    assertThat(alone.status()).isEqualTo(2);
    assertThat(alone.err())
        .startsWith(
            "googlenet: --all-probabilities: expected --predictions FILE beside it, found none.");
  }

  @Test
  void jsonHasCalibrationThresholdsAveragesAndConfusions() {
    JsonNode json = json();
    assertThat(json.get("calibration_equal_count").get("error"))
        .isEqualTo(json.get("calibration_error"));
    assertThat(json.get("calibration_equal_count").get("bins")).hasSize(15);
    assertThat(json.get("calibration_equal_width").get("bins").get(0).get("images").asInt())
        .isPositive();
    assertThat(json.get("thresholds")).hasSize(3);
    assertThat(json.get("thresholds").get(1).get("asked").asDouble()).isEqualTo(.95);
    JsonNode points = json.get("coverage");
    assertThat(points.get(points.size() - 1).get("coverage").asDouble()).isEqualTo(1);
    assertThat(points.get(points.size() - 1).get("accuracy")).isEqualTo(json.get("top1"));
    JsonNode macro = json.get("macro");
    assertThat(macro.get("f1").asDouble())
        .isBetween(
            macro.get("f1_interval").get(0).asDouble(), macro.get("f1_interval").get(1).asDouble());
    assertThat(json.get("weighted").get("recall").asDouble())
        .isCloseTo(json.get("top1").asDouble(), within(1e-12));
    JsonNode confused = json.get("confused").get(0);
    assertThat(confused.get("images").asInt()).isPositive();
    assertThat(confused.get("files").get(0).asText()).endsWith(".png");
    assertThat(json().get("macro")).isEqualTo(macro); // the same for the same seed
    assertThat(json("--seed", 2).get("macro").get("f1")).isEqualTo(macro.get("f1"));
  }

  @Test
  void aPartWithOneClassIsJudged() throws IOException {
    for (int i = 0; i < 9; i++) {
      Files.delete(data.resolve("hat/" + i + ".png"));
    }
    JsonNode json = json();
    assertThat(json.get("images").asInt()).isEqualTo(9);
    assertThat(json.get("weighted").get("precision").asDouble()).isIn(0., 1.);
    Call text = Call.of("evaluate", "--model", model, data);
    assertThat(text.out())
        .contains("macro average: ", "99 % accuracy: ", "of equal width")
        .doesNotContain("NaN");
  }
}
