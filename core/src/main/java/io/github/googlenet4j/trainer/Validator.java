package io.github.googlenet4j.trainer;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import java.io.IOException;
import java.util.concurrent.CancellationException;

/** Measures a model on the validation part. */
public interface Validator {
  /**
   * Measures a model.
   *
   * @throws IOException if it cannot be measured
   * @throws CancellationException if it was told to stop; the run is saved then
   */
  Validation validate(Model model) throws IOException;
}
