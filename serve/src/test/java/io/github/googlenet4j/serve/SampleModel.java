package io.github.googlenet4j.serve;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small model of untrained weights, for tests of what is around the answers. */
public final class SampleModel {
  private static final int SIDE = 48;

  private SampleModel() {}

  /** Writes one with these labels and this history. */
  public static Path write(Path file, List<String> labels, Map<String, String> history)
      throws IOException {
    var weights =
        SampleWeights.of(GoogLeNet.graph(Variant.PAPER, labels.size(), SIDE, false)).weights();
    ModelFile.write(
        new Model(
            Variant.PAPER,
            labels,
            Variant.PAPER.preparation().atSide(SIDE),
            false,
            weights,
            history),
        file,
        true);
    return file;
  }
}
