package io.github.googlenet4j;

import io.github.googlenet4j.experiment.GradientLog;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Tells another listener everything, and writes the first layer's gradients of the first epochs.
 *
 * @param file of the gradients
 * @param epochs in which they are written
 * @param begin to be done before a run's folder is written
 */
record WatchingListener(TrainingListener other, Path file, int epochs, Runnable begin)
    implements TrainingListener {
  @Override
  public boolean watchesGradients(int epoch) {
    return epoch <= epochs;
  }

  @Override
  public void gradients(long update, Map<String, Double> norms) {
    try {
      GradientLog.append(file, update, norms);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void begun(RunFolder folder) {
    begin.run();
    other.begun(folder);
  }

  @Override
  public void working(String what, int done, int all) {
    other.working(what, done, all);
  }

  @Override
  public void step(Progress progress) {
    other.step(progress);
  }

  @Override
  public void epoch(EpochMetrics metrics, boolean best) {
    other.epoch(metrics, best);
  }

  @Override
  public void note(String note) {
    other.note(note);
  }
}
