package io.github.googlenet4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperTableTest {
  private static final int SIDE = 32;

  @TempDir private Path folder = Path.of("");

  private static Model model(Variant variant, String... classes) {
    var graph = GoogLeNet.graph(variant, classes.length, SIDE, false);
    return new Model(
        variant,
        List.of(classes),
        variant.preparation().atSide(SIDE),
        false,
        SampleWeights.of(graph).weights(),
        Map.of());
  }

  @Test
  void eachRowIsTheEvaluationOfItsModelsAndCrops() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Path file = DrawnPictures.draw(folder.resolve(i + ".png"), 40, 50, i);
      examples.add(new Example(file, i));
    }
    Model first = model(Variant.SEED, "hat", "shoe");
    Model second = model(Variant.PAPER, "shoe", "hat");
    List<Integer> done = new ArrayList<>();
    PaperTable table =
        PaperTable.measure(
                List.of(first, second),
                examples,
                new PlainEngine(),
                EngineOptions.DEFAULT,
                PictureLimits.DEFAULT,
                done::add,
                () -> false)
            .orElseThrow();
    assertThat(table.rows())
        .extracting(PaperTable.Row::cost)
        .containsExactly(1, 10, 144, 2, 20, 288);
    assertThat(done).isSorted().endsWith(2);
    for (PaperTable.Row row : table.rows()) {
      if (row.crops() != Crops.PAPER) { // which would take long with the plain engine
        List<Model> models = row.models() == 1 ? List.of(first) : List.of(first, second);
        Evaluation alone =
            Evaluator.evaluate(
                    models,
                    row.crops(),
                    examples,
                    new PlainEngine(),
                    EngineOptions.DEFAULT,
                    PictureLimits.DEFAULT,
                    ignored -> {},
                    () -> false,
                    ProbabilityReceiver.NONE)
                .orElseThrow();
        assertThat(row.evaluation().scores())
            .usingRecursiveComparison()
            .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-5 ? 0 : 1, Float.class)
            .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-4 ? 0 : 1, Double.class)
            .isEqualTo(alone.scores());
      }
    }
  }

  @Test
  void oneModelHasThreeRowsAndItStopsWhenTold() {
    Model model = model(Variant.SEED, "hat", "shoe");
    List<Example> none = List.of();
    Optional<PaperTable> table =
        PaperTable.measure(
            List.of(model),
            none,
            new PlainEngine(),
            EngineOptions.DEFAULT,
            PictureLimits.DEFAULT,
            ignored -> {},
            () -> false);
    assertThat(table.orElseThrow().rows())
        .extracting(PaperTable.Row::models)
        .containsExactly(1, 1, 1);
    assertThat(
            PaperTable.measure(
                List.of(model),
                List.of(new Example(folder.resolve("a.png"), 0)),
                new PlainEngine(),
                EngineOptions.DEFAULT,
                PictureLimits.DEFAULT,
                ignored -> {},
                () -> true))
        .isEmpty();
  }
}
