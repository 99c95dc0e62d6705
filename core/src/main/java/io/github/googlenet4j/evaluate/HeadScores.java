package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.loading.Member;
import io.github.googlenet4j.loading.ViewMeans;
import io.github.googlenet4j.loading.ViewRunner;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Evaluates each classifier that a model has: the main one, and the two auxiliary ones. */
public final class HeadScores {
  private HeadScores() {}

  /**
   * Runs all heads over pictures, each of which is decoded once.
   *
   * @param examples labelled in the order of the model's classes
   * @param done told how many pictures are done
   * @param stop asked before each batch
   * @return by head; empty if {@code stop} ended it
   * @throws IllegalArgumentException if the engine does not have the precision asked for
   */
  public static Optional<Map<Head, Evaluation>> evaluate(
      Model model,
      List<Example> examples,
      Engine engine,
      EngineOptions options,
      PictureLimits limits,
      IntConsumer done,
      BooleanSupplier stop) {
    Network network = model.network();
    List<Head> heads = List.copyOf(network.graph().heads().keySet());
    List<Member> members = new ArrayList<>();
    try {
      for (Head head : heads) {
        Network one = network.endingAt(network.graph().head(head).name());
        Program program = engine.compile(Inference.probabilities(one), options);
        members.add(new Member(program, model.preparation()));
      }
      Scores scores = new Scores(examples, heads.size(), done);
      boolean all =
          new ViewRunner(members, List.of(Crops.ONE), new PictureReader(limits), options.threads())
              .run(examples.stream().map(Example::file).toList(), scores, stop);
      return all ? Optional.of(scores.evaluations(heads, model.classes())) : Optional.empty();
    } finally {
      members.forEach(member -> member.program().close());
    }
  }

  private static final class Scores implements ViewRunner.Receiver {
    private final List<Example> examples;
    private final IntConsumer done;
    private final List<List<PictureScore>> scores = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    Scores(List<Example> examples, int heads, IntConsumer done) {
      this.examples = examples;
      this.done = done;
      for (int i = 0; i < heads; i++) {
        scores.add(new ArrayList<>());
      }
    }

    @Override
    public void result(int index, ViewMeans means) {
      for (int i = 0; i < scores.size(); i++) {
        float[] values = means.mean(0, i);
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

    Map<Head, Evaluation> evaluations(List<Head> heads, List<String> classes) {
      Map<Head, Evaluation> evaluations = new EnumMap<>(Head.class);
      for (int i = 0; i < heads.size(); i++) {
        evaluations.put(heads.get(i), new Evaluation(classes, scores.get(i), refusals));
      }
      return evaluations;
    }
  }
}
