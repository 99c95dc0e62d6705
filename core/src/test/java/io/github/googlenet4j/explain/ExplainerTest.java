package io.github.googlenet4j.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With the plain engine, whose results are checked against golden ones. */
class ExplainerTest {
  private static final int SIDE = 64;
  private static final Model MODEL = model(List.of("cat", "dog", "dog"));

  private static Model model(List<String> classes) {
    Preparation preparation = Variant.PAPER.preparation().atSide(SIDE);
    var weights =
        SampleWeights.of(GoogLeNet.graph(Variant.PAPER, classes.size(), SIDE, false)).weights();
    return new Model(Variant.PAPER, classes, preparation, false, weights, Map.of());
  }

  private static BufferedImage picture() {
    BufferedImage image = new BufferedImage(200, 120, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.ORANGE);
    graphics.fillOval(110, 20, 70, 70);
    graphics.dispose();
    return image;
  }

  private static Explainer explainer(ExplainerOptions options) {
    return Explainer.of(MODEL, new PlainEngine(), options);
  }

  /** The map's mean and the bias are the logit: of two classes, the odds follow. */
  @Test
  void theMeanOfAMapIsItsPartOfTheLogit() {
    try (Explainer explainer = explainer(ExplainerOptions.DEFAULT)) {
      List<Explanation> all = explainer.explain(picture(), 3);
      assertThat(all)
          .extracting(Explanation::probability)
          .isSortedAccordingTo((a, b) -> b > a ? 1 : -1);
      Explanation first = all.get(0);
      Explanation second = all.get(1);
      float[] bias = MODEL.weights().values("loss3/classifier.bias");
      double one = mean(first.map()) + bias[first.index()];
      double other = mean(second.map()) + bias[second.index()];
      assertThat(one - other)
          .isCloseTo(Math.log(first.probability() / second.probability()), within(1e-3));
      assertThat(first.map()).hasDimensions(2, 2);
    }
  }

  private static double mean(float[][] map) {
    double sum = 0;
    for (float[] row : map) {
      for (float value : row) {
        sum += value;
      }
    }
    return sum / map.length / map[0].length;
  }

  @Test
  void aLargerSideGivesAFinerMapOfTheSameClasses() {
    try (Explainer explainer = explainer(ExplainerOptions.DEFAULT.withSide(128))) {
      assertThat(explainer.explain(picture(), 1).get(0).map()).hasDimensions(4, 4);
    }
  }

  @Test
  void occlusionHasAValueForEachCell() {
    ExplainerOptions occlusion = ExplainerOptions.DEFAULT.withMethod(Method.OCCLUSION);
    try (Explainer explainer = explainer(occlusion)) {
      assertThat(explainer.explain(picture(), "cat").map()).hasDimensions(2, 2);
    }
    try (Explainer explainer = explainer(occlusion.withStride(8))) {
      assertThat(explainer.explain(picture(), "cat").map()).hasDimensions(5, 5);
    }
  }

  @Test
  void theImageIsThePictureWithALegendBelow() {
    try (Explainer explainer = explainer(ExplainerOptions.DEFAULT.withLongest(100))) {
      Explanation explanation = explainer.explain(picture(), "0");
      assertThat(explanation.label()).isEqualTo("cat");
      assertThat(explanation.image().getWidth()).isEqualTo(160); // as wide as a legend needs
      assertThat(explanation.image().getHeight()).isGreaterThan(60);
      assertThat(explanation.box().x1()).isLessThanOrEqualTo(200);
      assertThat(explanation.box().y1()).isLessThanOrEqualTo(120);
    }
  }

  @Test
  void aLabelThatIsWiderThanThePictureIsCutShort() {
    Model wide = model(List.of("x".repeat(300), "\ud83d\udc20".repeat(300), "cat"));
    try (Explainer explainer = Explainer.of(wide, new PlainEngine(), ExplainerOptions.DEFAULT)) {
      assertThat(explainer.explain(picture(), 3))
          .allSatisfy(found -> assertThat(found.image().getWidth()).isEqualTo(200));
    }
  }

  @Test
  void labelsThatAreNoneOrSeveralAreRefused() {
    try (Explainer explainer = explainer(ExplainerOptions.DEFAULT)) {
      assertThatThrownBy(() -> explainer.explain(picture(), "cta"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("label: expected one of the model's 3 classes, found cta. Did you mean cat?");
      assertThatThrownBy(() -> explainer.explain(picture(), "dog"))
          .hasMessage("label: expected one class, found dog, which could be 1 or 2. Name it so.");
    }
  }

  @Test
  void methodsAreNamed() {
    assertThat(Method.named("Occlusion")).isEqualTo(Method.OCCLUSION);
    assertThatThrownBy(() -> Method.named("gradcam"))
        .hasMessage("method: expected one of cam, occlusion, found gradcam.");
  }
}
