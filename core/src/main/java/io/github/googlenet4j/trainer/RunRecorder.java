package io.github.googlenet4j.trainer;

import io.github.googlenet4j.evaluate.Temperature;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.RunFolder;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the files of a run while it is trained: the checkpoint, a row and a point of the curves
 * for each epoch, the best model.
 */
final class RunRecorder implements AutoCloseable {
  private final RunFolder folder;
  private final RunManifest manifest;
  private final StartingPoint start;
  private final TensorBoardFile curves;

  /**
   * @param epochs that are done; rows of later ones are removed
   */
  RunRecorder(RunFolder folder, RunManifest manifest, StartingPoint start, int epochs)
      throws IOException {
    this.folder = folder;
    this.manifest = manifest;
    this.start = start;
    MetricsFile.cutAfter(folder.metrics(), epochs);
    this.curves = TensorBoardFile.create(folder.folder());
  }

  void checkpoint(TrainingState training, Learner learner) throws IOException {
    new Checkpoint(manifest, training, learner.state()).write(folder.checkpoint());
  }

  void epoch(EpochMetrics metrics, long updates) throws IOException {
    MetricsFile.append(folder.metrics(), metrics);
    curves.write(metrics, updates);
  }

  /** A model of these weights, with the run's history. */
  Model model(Weights weights) {
    return start.model(weights, manifest.recipe(), manifest.history());
  }

  /**
   * Writes the best model so far.
   *
   * @param metrics that it reached, for people
   * @param temperature by which its logits are divided
   */
  void best(Weights weights, String metrics, Temperature temperature) throws IOException {
    Map<String, String> history = new TreeMap<>(manifest.history());
    history.put("metrics", metrics);
    if (!Double.isNaN(temperature.loss())) {
      history.put("temperature", String.format(Locale.ROOT, "%.4f", temperature.value()));
    }
    Model model = start.model(weights, manifest.recipe(), history);
    ModelFile.write(temperature.applied(model), folder.model(), true);
  }

  @Override
  public void close() throws IOException {
    curves.close();
  }
}
