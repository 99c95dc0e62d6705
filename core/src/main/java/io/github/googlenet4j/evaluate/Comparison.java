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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Two models on the same pictures. Whether one is better is asked of the pictures that only one of
 * them gets right: the others say nothing about it. Immutable.
 *
 * @param first results of the one model
 * @param second results of the other one for the same pictures, in the same order
 */
public record Comparison(Evaluation first, Evaluation second) {
  /** What is less probable than this is called more than chance. */
  private static final double SIGNIFICANT = .05;

  /** The constructor throws {@link IllegalArgumentException} for results of different pictures. */
  public Comparison {
    if (!files(first).equals(files(second))) {
      throw new IllegalArgumentException(
          "comparison: expected results of the same pictures, found others. Evaluate both models on"
              + " the same.");
    }
  }

  private static List<Example> files(Evaluation evaluation) {
    return evaluation.scores().stream().map(PictureScore::example).toList();
  }

  /**
   * Runs two models over pictures, each of which is decoded once.
   *
   * @param second of the same classes in any order; the first one's order counts
   * @param examples labelled in the order of the first model's classes
   * @param done told how many pictures are done
   * @param stop asked before each batch
   * @return empty if {@code stop} ended it
   * @throws IllegalArgumentException if the models' classes differ, or the engine does not have the
   *     precision asked for
   */
  public static Optional<Comparison> measure(
      Model first,
      Model second,
      Crops crops,
      List<Example> examples,
      Engine engine,
      EngineOptions options,
      PictureLimits limits,
      IntConsumer done,
      BooleanSupplier stop) {
    List<Function<Answer, float[]>> answers =
        List.of(answer -> answer.of(0, 0), answer -> answer.of(0, 1));
    SharedPictures pictures = new SharedPictures(examples, answers, done);
    List<Model> models = List.of(first, second);
    try (Ensemble ensemble =
        new Ensemble(models, List.of(crops), engine, options, new PictureReader(limits))) {
      boolean all = ensemble.run(examples.stream().map(Example::file).toList(), pictures, stop);
      List<Evaluation> evaluations = pictures.evaluations(ensemble.classes());
      return all
          ? Optional.of(new Comparison(evaluations.get(0), evaluations.get(1)))
          : Optional.empty();
    }
  }

  /** Number of pictures that could be read. */
  public int images() {
    return first.images();
  }

  /** Indices of the pictures that only the first model gets right. */
  public List<Integer> onlyFirst() {
    return only(first, second);
  }

  /** Indices of the pictures that only the second model gets right. */
  public List<Integer> onlySecond() {
    return only(second, first);
  }

  private List<Integer> only(Evaluation right, Evaluation wrong) {
    return IntStream.range(0, images())
        .filter(i -> right.scores().get(i).correct() && !wrong.scores().get(i).correct())
        .boxed()
        .toList();
  }

  /** Number of pictures that both get right. */
  public int both() {
    return (int) first.scores().stream().filter(PictureScore::correct).count() - onlyFirst().size();
  }

  /** The second model's top-1 less the first one's; not a number without pictures. */
  public double difference() {
    return second.top1() - first.top1();
  }

  /** The 95 % interval of {@link #difference}: pictures are drawn in pairs of results. */
  public ConfidenceInterval interval(Bootstrap bootstrap) {
    int[] gains = new int[images()];
    onlySecond().forEach(i -> gains[i] = 1);
    onlyFirst().forEach(i -> gains[i] = -1);
    return bootstrap
        .intervals(
            gains.length,
            drawn -> {
              int sum = 0;
              for (int picture : drawn) {
                sum += gains[picture];
              }
              return new double[] {(double) sum / drawn.length};
            })
        .get(0);
  }

  /** McNemar's exact p of {@link #difference}: {@link McNemar#exact}. */
  public double probability() {
    return McNemar.exact(onlyFirst().size(), onlySecond().size());
  }

  /** Whether the difference is more than chance: its p is below .05. */
  public boolean moreThanChance() {
    return probability() < SIGNIFICANT;
  }

  /**
   * What the comparison says, in a sentence.
   *
   * @param firstName of the first model
   * @param secondName of the second model
   */
  public String sentence(String firstName, String secondName, Bootstrap bootstrap) {
    int more = onlySecond().size() - onlyFirst().size();
    String p = String.format(Locale.ROOT, "McNemar's exact p %.3g", probability());
    if (more == 0) {
      return "%s and %s are right for equally many of %d pictures: there is no difference to explain."
          .formatted(firstName, secondName, images());
    }
    // The interval is told as the better model's advantage.
    ConfidenceInterval interval = interval(bootstrap);
    double low = more > 0 ? interval.low() : 0 - interval.high(); // no negative zero
    double high = more > 0 ? interval.high() : 0 - interval.low();
    return String.format(
        Locale.ROOT,
        "%s is right for %d of %d pictures more than %s (%.1f %%, 95 %% interval %.1f to %.1f): %s"
            + " (%s).",
        more > 0 ? secondName : firstName,
        Math.abs(more),
        images(),
        more > 0 ? firstName : secondName,
        100 * Math.abs(difference()),
        100 * low,
        100 * high,
        moreThanChance() ? "that is more than chance" : "chance alone can explain that",
        p);
  }
}
