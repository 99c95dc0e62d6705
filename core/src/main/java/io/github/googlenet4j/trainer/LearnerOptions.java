package io.github.googlenet4j.trainer;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.Device;
import java.util.Map;

/**
 * How a learner updates weights.
 *
 * @param optimizer the rule
 * @param groups rate, decay and freezing of each trained parameter, by name
 * @param headWeights what each head's loss is multiplied by; the paper's are 1, .3 and .3
 * @param clipNorm if the norm of all gradients together exceeds this, they are scaled down to it; 0
 *     for never
 * @param average which average of the weights over time is kept beside them
 * @param precision of the arithmetic: FP32, BF16 or AUTO (BF16 where the device computes it fast)
 * @param device AUTO takes a GPU where there is one
 * @param threads cores; 0 for all
 */
public record LearnerOptions(
    Optimizer optimizer,
    Map<String, Group> groups,
    Map<Head, Double> headWeights,
    double clipNorm,
    Average average,
    Precision precision,
    Device device,
    int threads) {

  /** Rate factor, weight decay and freezing of one parameter. */
  public record Group(double rateFactor, double weightDecay, boolean frozen) {}

  /** The rule by which gradients change weights; as PyTorch defines them. */
  public sealed interface Optimizer {
    /** {@code torch.optim.SGD}, dampening 0; weight decay is added to the gradient. */
    record Sgd(double momentum, boolean nesterov) implements Optimizer {}

    /** {@code torch.optim.AdamW}: weight decay apart from the gradient (arXiv 1711.05101). */
    record AdamW(double beta1, double beta2, double epsilon) implements Optimizer {}
  }

  /** An average of the weights (and running statistics) over steps. */
  public sealed interface Average {
    /** None is kept. */
    record None() implements Average {}

    /**
     * {@code average = d * average + (1 - d) * weights} with {@code d = min(decay, (1 + updates) /
     * (10 + updates))}, so that it follows the weights from the first updates on.
     */
    record Exponential(double decay) implements Average {}

    /** The plain mean of the weights after each update from {@code firstUpdate} on (Polyak). */
    record Polyak(long firstUpdate) implements Average {}
  }

  public LearnerOptions {
    groups = Map.copyOf(groups);
    headWeights = Map.copyOf(headWeights);
  }

  /**
   * Momentum .9, the paper's weights of the heads, no clipping, no average, on the best hardware.
   *
   * @param groups for each trained parameter, by name
   */
  public static LearnerOptions of(Map<String, Group> groups) {
    return new LearnerOptions(
        new Optimizer.Sgd(.9, false),
        groups,
        Map.of(Head.MAIN, 1.0, Head.AUX1, .3, Head.AUX2, .3),
        0,
        new Average.None(),
        Precision.AUTO,
        Device.AUTO,
        0);
  }

  /** With this rule. */
  public LearnerOptions withOptimizer(Optimizer value) {
    return new LearnerOptions(
        value, groups, headWeights, clipNorm, average, precision, device, threads);
  }

  /** With these weights of the heads' losses. */
  public LearnerOptions withHeadWeights(Map<Head, Double> value) {
    return new LearnerOptions(
        optimizer, groups, value, clipNorm, average, precision, device, threads);
  }

  /** With gradients scaled down to this norm; 0 for never. */
  public LearnerOptions withClipNorm(double value) {
    return new LearnerOptions(
        optimizer, groups, headWeights, value, average, precision, device, threads);
  }

  /** With this average of the weights. */
  public LearnerOptions withAverage(Average value) {
    return new LearnerOptions(
        optimizer, groups, headWeights, clipNorm, value, precision, device, threads);
  }

  /** In this precision. */
  public LearnerOptions withPrecision(Precision value) {
    return new LearnerOptions(
        optimizer, groups, headWeights, clipNorm, average, value, device, threads);
  }

  /** On this device. */
  public LearnerOptions withDevice(Device value) {
    return new LearnerOptions(
        optimizer, groups, headWeights, clipNorm, average, precision, value, threads);
  }

  /** With this many cores; 0 for all. */
  public LearnerOptions withThreads(int value) {
    return new LearnerOptions(
        optimizer, groups, headWeights, clipNorm, average, precision, device, value);
  }

  /**
   * A checksum, below 2^32, of the options that decide the arithmetic of an update. A learner's
   * state keeps it, to refuse other options. It is the same in all versions of this library.
   * Precision, device and threads do not enter it.
   */
  public long checksum() {
    return OptionsText.checksum(this);
  }
}
