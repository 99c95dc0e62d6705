package io.github.googlenet4j.train;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.PicturePipeline;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What a network makes of pictures before its classifier: the means of its last 1024 maps.
 *
 * @param rows the features of each picture that could be read
 * @param labels its class
 * @param refusals why the others could not be read
 */
record PooledFeatures(List<float[]> rows, List<Integer> labels, List<String> refusals) {
  private static final String NODE = "pool5/7x7_s1";

  /** Computes them, with pictures prepared as for answers, on the best engine. */
  static PooledFeatures of(
      Model model, List<Example> examples, EngineOptions options, IntConsumer done) {
    Network network = Inference.apply(model.network());
    Network pooling = network.endingAt(NODE);
    int width = pooling.graph().node(NODE).shape().channels();
    List<float[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    try (Program program = Engine.best().compile(pooling, options);
        PicturePipeline pipeline =
            new PicturePipeline(
                new PictureReader(PictureLimits.DEFAULT),
                model.preparation(),
                program.largestBatch(),
                examples.stream().map(Example::file).toList())) {
      int seen = 0;
      for (var batch = pipeline.next(); batch.size() > 0; batch = pipeline.next()) {
        float[] features = program.run(batch.pictures(), batch.size()).main();
        for (int i = 0; i < batch.size(); i++) {
          if (batch.refusals().get(i).isEmpty()) {
            float[] row = new float[width];
            System.arraycopy(features, i * width, row, 0, width);
            rows.add(row);
            labels.add(examples.get(seen + i).label());
          } else {
            refusals.add(batch.refusals().get(i));
          }
        }
        seen += batch.size();
        done.accept(seen);
      }
    }
    return new PooledFeatures(rows, labels, refusals);
  }

  /** Some of the rows. */
  PooledFeatures at(List<Integer> indices) {
    return new PooledFeatures(
        indices.stream().map(rows::get).toList(),
        indices.stream().map(labels::get).toList(),
        List.of());
  }
}
