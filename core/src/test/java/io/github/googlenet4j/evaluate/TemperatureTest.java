package io.github.googlenet4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.SmallModels;
import io.github.googlenet4j.model.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureTest {
  private static final int CLASSES = 5;

  /** Pictures whose classes are drawn with the probabilities of these logits. */
  private final double[][] logits = new double[3000][CLASSES];

  private final int[] labels = new int[logits.length];

  TemperatureTest() {
    Random random = new Random(4);
    for (int i = 0; i < labels.length; i++) {
      double draw = random.nextDouble();
      for (int k = 0; k < CLASSES; k++) {
        logits[i][k] = 2 * random.nextGaussian();
      }
      double[] probabilities = softmax(logits[i], 1);
      for (int k = 0; k < CLASSES - 1 && draw > probabilities[k]; k++) {
        draw -= probabilities[k];
        labels[i] = k + 1;
      }
    }
  }

  private static double[] softmax(double[] logits, double temperature) {
    double[] values = new double[logits.length];
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      values[k] = Math.exp(logits[k] / temperature);
      sum += values[k];
    }
    for (int k = 0; k < values.length; k++) {
      values[k] /= sum;
    }
    return values;
  }

  private double loss(double scale, double temperature) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum -= Math.log(softmax(logits[i], temperature / scale)[labels[i]]);
    }
    return sum / labels.length;
  }

  private Temperature fitted(double scale, int pictures) {
    return fitted(new Temperature.Fit(), scale, pictures);
  }

  private Temperature fitted(Temperature.Fit fit, double scale, int pictures) {
    for (int i = 0; i < pictures; i++) {
      double[] probabilities = softmax(logits[i], 1 / scale);
      float[] row = new float[1 + CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        row[1 + k] = (float) probabilities[k];
      }
      fit.add(row, 1, CLASSES, labels[i]);
    }
    assertThat(fit.pictures()).isEqualTo(pictures);
    return fit.best();
  }

  /** The oracle: a search by thirds in double precision, without the weak preference for 1. */
  private double searched(double scale) {
    double low = .01;
    double high = 100;
    while (high - low > 1e-7) {
      double a = low + (high - low) / 3;
      double b = high - (high - low) / 3;
      if (loss(scale, a) < loss(scale, b)) {
        high = b;
      } else {
        low = a;
      }
    }
    return low;
  }

  @ParameterizedTest
  @ValueSource(doubles = {.4, .66, 1, 1.5, 3.7})
  void theTemperatureOfTheLeastLossIsFound(double scale) {
    Temperature found = fitted(scale, labels.length);
    double searched = searched(scale);
    assertThat(found.value()).isCloseTo(searched, within(.005 * searched));
    assertThat(found.loss()).isCloseTo(loss(scale, searched), within(1e-4));
  }

  /** A model of any origin may be far too sure. */
  @ParameterizedTest
  @ValueSource(doubles = {.07, 1, 12})
  void aWideFitFindsTemperaturesFarFromOne(double scale) {
    Temperature found = fitted(Temperature.Fit.wide(), scale, labels.length);
    double searched = searched(scale);
    assertThat(found.value()).isCloseTo(searched, within(.01 * searched));
    assertThat(found.loss()).isCloseTo(loss(scale, searched), within(1e-3));
  }

  /** Fitted on one half of the pictures, judged on the other. */
  @Test
  void picturesThatWereNotFittedOnAreCalibratedToo() {
    double scale = 3;
    double temperature = fitted(Temperature.Fit.wide(), scale, labels.length / 2).value();
    Evaluation before = others(scale);
    Evaluation after = others(scale / temperature);
    assertThat(after.calibrationError()).isLessThan(.3 * before.calibrationError());
    assertThat(after.calibrationByWidth().error())
        .isLessThan(.3 * before.calibrationByWidth().error());
    assertThat(after.loss()).isLessThan(before.loss());
    assertThat(after.top1()).isEqualTo(before.top1());
  }

  private Evaluation others(double scale) {
    List<PictureScore> scores = new ArrayList<>();
    for (int i = labels.length / 2; i < labels.length; i++) {
      double[] probabilities = softmax(logits[i], 1 / scale);
      float[] row = new float[CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        row[k] = (float) probabilities[k];
      }
      scores.add(PictureScore.of(new Example(Path.of(i + ".png"), labels[i]), row, 0, CLASSES));
    }
    return new Evaluation(List.of("a", "b", "c", "d", "e"), scores, List.of());
  }

  /** Ten right answers do not prove that the eleventh is right. */
  @Test
  void fewPicturesDoNotMakeAModelCertain() {
    Temperature.Fit fit = new Temperature.Fit();
    for (int i = 0; i < 10; i++) {
      fit.add(new float[] {.9f, .1f}, 0, 2, 0);
    }
    assertThat(fit.best().value()).isBetween(.35, .8);
    assertThat(new Temperature.Fit().best()).isEqualTo(Temperature.ONE);
  }

  @Test
  void aProbabilityOfZeroIsNoInfiniteLoss() {
    Temperature.Fit fit = new Temperature.Fit();
    fit.add(new float[] {1, 0}, 0, 2, 1);
    assertThat(fit.best().value()).isCloseTo(4.9, within(.2));
    assertThat(fit.best().loss()).isBetween(15., 25.);
  }

  @Test
  void onlyTheLastLayerIsScaled() {
    Model model = SmallModels.model(Variant.PAPER, true);
    Model applied = new Temperature(.5, .3).applied(model);
    for (String name : model.weights().names()) {
      float factor = name.startsWith("loss3/classifier.") ? 2 : 1;
      float[] before = model.weights().values(name);
      float[] after = applied.weights().values(name);
      for (int i = 0; i < before.length; i += 97) {
        assertThat(after[i]).as(name).isEqualTo(factor * before[i]);
      }
    }
  }
}
