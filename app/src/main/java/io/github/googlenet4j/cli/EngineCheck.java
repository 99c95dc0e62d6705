package io.github.googlenet4j.cli;

import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.ClassifierOptions;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs a small network on an engine: a library may load and still not work. */
final class EngineCheck {
  private static final int SIDE = 32;
  private static final List<String> CLASSES = List.of("one", "other");

  private EngineCheck() {}

  /** What the engine says of itself if it passes; otherwise unusable, with what went wrong. */
  static Availability of(Engine engine) {
    Availability claimed = engine.availability();
    if (!claimed.usable()) {
      return claimed;
    }
    try (Classifier classifier = Classifier.of(zeros(), engine, ClassifierOptions.DEFAULT)) {
      BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (Prediction prediction : classifier.classify(picture)) {
        if (prediction.probability() != .5f) {
          return new Availability(
              Set.of(),
              "%s, but its check expected two equally probable classes, found %s"
                  .formatted(claimed.detail(), prediction));
        }
      }
      return new Availability(claimed.precisions(), claimed.detail() + ", checked with a network");
    } catch (RuntimeException | LinkageError e) {
      return new Availability(Set.of(), claimed.detail() + ", but: " + ErrorLine.of(e));
    }
  }

  /** A complete network with weights of zero: all classes get the same probability. */
  private static Model zeros() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : GoogLeNet.graph(Variant.PAPER, 2, SIDE, false).parameters()) {
      float[] values = new float[(int) parameter.size()];
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values));
    }
    Preparation preparation = Variant.PAPER.preparation().atSide(SIDE);
    return new Model(Variant.PAPER, CLASSES, preparation, false, new Weights(tensors), Map.of());
  }
}
