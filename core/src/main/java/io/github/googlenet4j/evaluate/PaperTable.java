package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.ensemble.Answer;
import io.github.googlenet4j.ensemble.Ensemble;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * The paper's table 3: what more models and more crops cost, and what they bring. A row for the
 * first model and one for all models, each with 1, 10 and 144 crops. Immutable.
 *
 * @param rows one model first, fewer crops first
 */
public record PaperTable(List<Row> rows) {
  /**
   * A row.
   *
   * @param models how many answered together
   * @param crops of each picture
   * @param evaluation of the mean of their probabilities
   */
  public record Row(int models, Crops crops, Evaluation evaluation) {
    /** Runs of a network for one picture. */
    public int cost() {
      return models * crops.count();
    }
  }

  public PaperTable {
    rows = List.copyOf(rows);
  }

  /**
   * Measures all rows. Each picture is decoded once, and each model runs 155 times for it.
   *
   * @param models of the same classes in any order; the first one's order counts
   * @param examples labelled in the order of the first model's classes
   * @param done told how many pictures are done
   * @param stop asked before each batch
   * @return empty if {@code stop} ended it
   * @throws IllegalArgumentException if the models' classes differ, or the engine does not have the
   *     precision asked for
   */
  public static Optional<PaperTable> measure(
      List<Model> models,
      List<Example> examples,
      Engine engine,
      EngineOptions options,
      PictureLimits limits,
      IntConsumer done,
      BooleanSupplier stop) {
    List<Crops> kinds = List.of(Crops.values());
    List<Function<Answer, float[]>> answers = new ArrayList<>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      int index = kind;
      answers.add(answer -> answer.of(index, 0));
    }
    for (int kind = 0; kind < kinds.size() && models.size() > 1; kind++) {
      int index = kind;
      answers.add(answer -> answer.mean(index));
    }
    SharedPictures pictures = new SharedPictures(examples, answers, done);
    List<Evaluation> evaluations;
    try (Ensemble ensemble =
        new Ensemble(models, kinds, engine, options, new PictureReader(limits))) {
      if (!ensemble.run(examples.stream().map(Example::file).toList(), pictures, stop)) {
        return Optional.empty();
      }
      evaluations = pictures.evaluations(ensemble.classes());
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < evaluations.size(); i++) {
      int asked = i < kinds.size() ? 1 : models.size();
      rows.add(new Row(asked, kinds.get(i % kinds.size()), evaluations.get(i)));
    }
    return Optional.of(new PaperTable(rows));
  }
}
