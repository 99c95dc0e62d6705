package io.github.googlenet4j.quantize;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How well the answers in another precision agree with those in float32.
 *
 * @param top1 share of pictures whose most probable class is the same
 * @param error squared differences of the logits, relative to the logits' squared deviations
 */
public record Agreement(double top1, double error) {
  /** Logits of all pictures, a row each. */
  static List<float[]> logits(
      Network network, Engine engine, EngineOptions options, CalibrationPictures pictures) {
    List<float[]> rows = new ArrayList<>();
    try (Program program = engine.compile(Inference.apply(network), options)) {
      for (FloatBuffer batch : pictures.batches()) {
        int count = pictures.size(batch);
        float[] all = program.run(batch, count).main();
        int classes = all.length / count;
        for (int i = 0; i < count; i++) {
          float[] row = new float[classes];
          System.arraycopy(all, i * classes, row, 0, classes);
          rows.add(row);
        }
      }
    }
    return rows;
  }

  /** Compares the same pictures' logits. */
  static Agreement of(List<float[]> expected, List<float[]> found) {
    int same = 0;
    double errors = 0;
    double deviations = 0;
    for (int i = 0; i < found.size(); i++) {
      float[] right = expected.get(i);
      float[] other = found.get(i);
      same += first(right) == first(other) ? 1 : 0;
      double mean = 0;
      for (float value : right) {
        mean += value / right.length;
      }
      for (int c = 0; c < right.length; c++) {
        errors += (right[c] - other[c]) * (double) (right[c] - other[c]);
        deviations += (right[c] - mean) * (right[c] - mean);
      }
    }
    return new Agreement((double) same / found.size(), errors / deviations);
  }

  private static int first(float[] logits) {
    int best = 0;
    for (int c = 1; c < logits.length; c++) {
      best = logits[c] > logits[best] ? c : best;
    }
    return best;
  }
}
