package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.ensemble.Answer;
import io.github.googlenet4j.ensemble.Ensemble;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Scores several answers to the same pictures, each of which is decoded once: those of several
 * models, or of several kinds of crops.
 */
final class SharedPictures implements Ensemble.Receiver {
  private final List<Example> examples;
  private final List<Function<Answer, float[]>> answers;
  private final List<List<PictureScore>> scores = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private final IntConsumer done;

  /**
   * @param answers what is scored of an ensemble's answer
   * @param done told after each batch how many pictures are done
   */
  SharedPictures(
      List<Example> examples, List<Function<Answer, float[]>> answers, IntConsumer done) {
    this.examples = examples;
    this.answers = answers;
    this.done = done;
    answers.forEach(answer -> scores.add(new ArrayList<>()));
  }

  @Override
  public void result(int index, Answer answer) {
    for (int i = 0; i < answers.size(); i++) {
      float[] values = answers.get(i).apply(answer);
      scores.get(i).add(PictureScore.of(examples.get(index), values, 0, values.length));
    }
  }

  @Override
  public void refusal(int index, String reason) {
    refusals.add(reason);
  }

  @Override
  public void done(int count) {
    done.accept(count);
  }

  /** The evaluation of each answer. */
  List<Evaluation> evaluations(List<String> classes) {
    return scores.stream().map(some -> new Evaluation(classes, some, refusals)).toList();
  }
}
