package io.github.googlenet4j.ensemble;

import java.util.List;

/**
 * The probabilities of a picture, in the order of the ensemble's classes.
 *
 * @param values for each kind of crops those of each model
 */
public record Answer(List<List<float[]>> values) {
  /** One model's probabilities. */
  public float[] of(int kind, int model) {
    return values.get(kind).get(model);
  }

  /** The mean over all models. */
  public float[] mean(int kind) {
    List<float[]> models = values.get(kind);
    if (models.size() == 1) {
      return models.get(0);
    }
    float[] mean = new float[models.get(0).length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] probabilities : models) {
        sum += probabilities[i];
      }
      mean[i] = (float) (sum / models.size());
    }
    return mean;
  }
}
