package io.github.googlenet4j.torch;

import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.torch.internal.cuda.Gpu;
import io.github.googlenet4j.trainer.Learner;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.TrainingEngine;
import java.util.Map;

/** Trains with LibTorch: on a GPU where there is one, else on the CPU through oneDNN. */
public final class TorchTrainingEngine implements TrainingEngine {
  /** For {@link java.util.ServiceLoader}. */
  public TorchTrainingEngine() {}

  @Override
  public String name() {
    return "torch";
  }

  @Override
  public String obstacle() {
    return Native.obstacle();
  }

  @Override
  public void check(LearnerOptions options) {
    requireLibrary();
    hardware(options);
  }

  @Override
  public Map<String, String> describe() {
    return Gpu.describe();
  }

  @Override
  public Learner learner(Network network, LearnerOptions options) {
    requireLibrary();
    return new TorchLearner(network, options, hardware(options));
  }

  private static Hardware hardware(LearnerOptions options) {
    return Hardware.choose(
        options.device(), options.precision(), options.threads(), TrainingTimes::fastest);
  }

  private void requireLibrary() {
    String obstacle = obstacle();
    if (!obstacle.isEmpty()) {
      throw new IllegalStateException("training: " + obstacle);
    }
  }
}
