package io.github.googlenet4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.experiment.AuxiliaryResults;
import io.github.googlenet4j.experiment.AuxiliaryRun;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.random.SplitMix;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With made-up trainings, of which those with heads get more pictures right. */
class AuxiliaryReportTest {
  private static final int IMAGES = 200;

  @TempDir private Path folder = Path.of("");

  private static AuxiliaryRun run(String variant, boolean auxiliary, long seed, double share) {
    SplitMix random = SplitMix.of(seed, auxiliary ? 1 : 0, variant.hashCode());
    BitSet right = new BitSet();
    for (int i = 0; i < IMAGES; i++) {
      right.set(i, random.chance(share));
    }
    List<EpochMetrics> epochs = new ArrayList<>();
    SortedMap<Long, Double> gradients = new TreeMap<>();
    for (int epoch = 1; epoch <= 12; epoch++) {
      double loss = 2.3 / Math.sqrt(epoch) * (auxiliary ? .9 : 1) + random.uniform(0, .2);
      Map<Head, Double> losses = new EnumMap<>(Head.class);
      losses.put(Head.MAIN, loss);
      if (auxiliary) {
        losses.put(Head.AUX1, loss + .3);
        losses.put(Head.AUX2, loss + .1);
      }
      Validation validation = new Validation(loss + .1, share * (1 - 1. / (epoch + 1)), .99);
      epochs.add(
          new EpochMetrics(
              epoch, losses, share, .99, validation, .01, 64, 50, epoch * (auxiliary ? 12 : 10)));
    }
    for (long update = 0; update < 400; update++) {
      gradients.put(update, (auxiliary ? 1 : .1) * (1 + random.uniform()) * (1 + update / 100.));
    }
    Map<Head, Double> accuracy = new EnumMap<>(Head.class);
    accuracy.put(Head.MAIN, right.cardinality() / (double) IMAGES);
    if (auxiliary) {
      accuracy.put(Head.AUX1, .7);
      accuracy.put(Head.AUX2, .75);
    }
    return new AuxiliaryRun(variant, auxiliary, seed, accuracy, right, IMAGES, epochs, gradients);
  }

  private static AuxiliaryResults results(int seeds) {
    List<AuxiliaryRun> runs = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      runs.add(run("paper", true, seed, .95));
      runs.add(run("paper", false, seed, .6));
      runs.add(run("batch_norm", true, seed, .9));
      runs.add(run("batch_norm", false, seed, .9));
    }
    return new AuxiliaryResults(runs, "test");
  }

  @Test
  void theSentenceSaysWhetherTheDifferenceIsMoreThanChance() {
    List<String> sentences = results(3).sentences(Bootstrap.DEFAULT);
    assertThat(sentences).hasSize(2);
    assertThat(sentences.get(0))
        .startsWith("paper: with the auxiliary heads top-1 on test is 9")
        .contains("mean of 3 seeds", "the heads helped, by more than chance")
        .endsWith("Training took 1.20 times as long.");
    assertThat(sentences.get(1)).contains("no effect that is more than chance");
    assertThat(results(1).sentences(Bootstrap.DEFAULT).get(0)).contains("(one seed;");
  }

  @Test
  void pageAndJsonHoldTheFigures() throws IOException {
    AuxiliaryResults results = results(3);
    AuxiliaryReport.write(folder, results, Bootstrap.DEFAULT);
    AuxiliaryReport.write(folder, results, Bootstrap.DEFAULT); // replaced
    String page = Files.readString(folder.resolve("report.html"));
    assertThat(page)
        .contains("<h2>paper</h2>", "<h2>batch_norm</h2>", "main, trained alone", "seed 3, without")
        .doesNotContain("<script", "http://", "https://");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("results.json").toFile());
    assertThat(json.get("runs")).hasSize(12);
    JsonNode paper = json.get("variants").get(0);
    assertThat(paper.get("difference").asDouble())
        .isEqualTo(results.pairs("paper").difference())
        .isBetween(.2, .5);
    assertThat(paper.get("top1_aux1").asDouble()).isBetween(.699, .701);
    assertThat(json.get("runs").get(1).get("gradient_norms")).hasSize(400);
    assertThat(json.get("runs").get(1).get("top1").has("aux1")).isFalse();
  }

  @Test
  void oneSeedIsDrawnWithoutBands() throws IOException {
    AuxiliaryReport.write(folder, results(1), Bootstrap.DEFAULT);
    assertThat(folder.resolve("report.html")).exists();
  }
}
