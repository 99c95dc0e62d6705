package io.github.googlenet4j.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.evaluate.Temperature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against finite differences, and against plain gradient descent. */
class SoftmaxRegressionTest {
  private static final int CLASSES = 3;
  private static final int WIDTH = 5;

  private final Random random = new Random(3);
  private final ParallelBlocks parallel = new ParallelBlocks(2, () -> false);

  @AfterEach
  void endThreads() {
    parallel.close();
  }

  private PooledFeatures clouds(int count) {
    return clouds(count, WIDTH);
  }

  private PooledFeatures clouds(int count, int width) {
    List<float[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] row = new float[width];
      for (int d = 0; d < width; d++) {
        double centre = d == i % CLASSES ? 1 : 0;
        row[d] = (float) ((d + 1) * (centre + random.nextGaussian()) + 10 * d);
      }
      rows.add(row);
      labels.add(i % CLASSES);
    }
    return new PooledFeatures(rows, labels, List.of());
  }

  /** Rows and weights in several blocks, and some left over everywhere. */
  @Test
  void theGradientIsThatOfFiniteDifferences() {
    SoftmaxRegression regression = new SoftmaxRegression(clouds(601, 133), CLASSES, parallel);
    double[] place = regression.zeros();
    regression.fit(.1, place); // sets the decay
    for (int i = 0; i < place.length; i++) {
      place[i] = random.nextGaussian() / 9;
    }
    double[] gradient = regression.zeros();
    double[] ignored = regression.zeros();
    regression.value(place, gradient);
    for (int i = 0; i < place.length; i++) {
      double kept = place[i];
      place[i] = kept + 1e-6;
      double more = regression.value(place, ignored);
      place[i] = kept - 1e-6;
      double less = regression.value(place, ignored);
      place[i] = kept;
      assertThat(gradient[i]).isCloseTo((more - less) / 2e-6, within(1e-7));
    }
  }

  @Test
  void theMinimumIsThatOfPlainDescent() {
    SoftmaxRegression regression = new SoftmaxRegression(clouds(90), CLASSES, parallel);
    double[] found = regression.fit(.05, regression.zeros());
    double[] place = regression.zeros();
    double[] gradient = regression.zeros();
    for (int step = 0; step < 20_000; step++) {
      regression.value(place, gradient);
      for (int i = 0; i < place.length; i++) {
        place[i] -= .5 * gradient[i];
      }
    }
    // Biases may all move together; the penalty holds the weights.
    for (int i = 0; i < CLASSES * WIDTH; i++) {
      assertThat(found[i]).isCloseTo(place[i], within(1e-4));
    }
  }

  @Test
  void weightsForRawFeaturesGiveTheSameAnswers() {
    PooledFeatures features = clouds(300);
    SoftmaxRegression regression = new SoftmaxRegression(features, CLASSES, parallel);
    double[] weights = regression.fit(.01, regression.zeros());
    float[] raw = regression.rawWeights(weights);
    float[] biases = regression.rawBiases(weights);
    int right = 0;
    for (int n = 0; n < 300; n++) {
      int best = 0;
      double[] logits = new double[CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        logits[k] = biases[k];
        for (int d = 0; d < WIDTH; d++) {
          logits[k] += raw[k * WIDTH + d] * features.rows().get(n)[d];
        }
        best = logits[k] > logits[best] ? k : best;
      }
      right += best == features.labels().get(n) ? 1 : 0;
    }
    assertThat(right)
        .isEqualTo(regression.score(weights, features, new Temperature.Fit()).right())
        .isGreaterThan(150);
  }

  @Test
  void aFeatureThatNeverChangesIsIgnored() {
    PooledFeatures features = clouds(60);
    features.rows().forEach(row -> row[2] = 7);
    SoftmaxRegression regression = new SoftmaxRegression(features, CLASSES, parallel);
    float[] raw = regression.rawWeights(regression.fit(.1, regression.zeros()));
    assertThat(raw[2]).isCloseTo(0, within(1e-5f));
    assertThat(raw).doesNotContain(Float.NaN);
  }
}
