package io.github.googlenet4j.features;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.loading.PictureRunner;
import io.github.googlenet4j.model.GoogLeNet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * A network's values before its classifier: the means of its last 1024 maps, for each picture.
 *
 * @param rows the features of each picture that could be read
 * @param labels the class of each of them
 * @param refusals why the others could not be read
 */
public record PooledFeatures(List<float[]> rows, List<Integer> labels, List<String> refusals) {
  /** How many features a picture has. */
  public static final int WIDTH = 1024;

  /**
   * Computes the features of pictures, prepared as for classification.
   *
   * @param done told after each batch how many pictures are done
   * @param stop asked before each batch
   * @return empty if {@code stop} ended it
   */
  public static Optional<PooledFeatures> of(
      Model model,
      List<Example> examples,
      PictureLimits limits,
      Engine engine,
      EngineOptions options,
      IntConsumer done,
      BooleanSupplier stop) {
    List<float[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    PictureRunner.Receiver receiver =
        new PictureRunner.Receiver() {
          @Override
          public void result(int index, float[] values, int from) {
            rows.add(Arrays.copyOfRange(values, from, from + WIDTH));
            labels.add(examples.get(index).label());
          }

          @Override
          public void refusal(int index, String reason) {
            refusals.add(reason);
          }

          @Override
          public void done(int count) {
            done.accept(count);
          }
        };
    List<Path> files = examples.stream().map(Example::file).toList();
    boolean all = run(model, files, limits, engine, options, receiver, stop);
    return all ? Optional.of(new PooledFeatures(rows, labels, refusals)) : Optional.empty();
  }

  /** The same for files without labels, of which each is told to a receiver. */
  static boolean run(
      Model model,
      List<Path> files,
      PictureLimits limits,
      Engine engine,
      EngineOptions options,
      PictureRunner.Receiver receiver,
      BooleanSupplier stop) {
    Network pooling = pooling(model);
    // Float32 for an int8 model too: a classifier is not trained on rounded features.
    EngineOptions exact = options.withPrecision(Precision.FP32);
    try (Program program = engine.compile(pooling, exact)) {
      PictureReader reader = new PictureReader(limits);
      return new PictureRunner(program, reader, model.preparation(), options.threads())
          .run(files, receiver, stop);
    }
  }

  /** The network up to its features. */
  static Network pooling(Model model) {
    return Inference.apply(model.network()).endingAt(GoogLeNet.POOLING);
  }

  /** Some of the rows. */
  public PooledFeatures at(List<Integer> indices) {
    return new PooledFeatures(
        indices.stream().map(rows::get).toList(),
        indices.stream().map(labels::get).toList(),
        List.of());
  }
}
