package io.github.googlenet4j.torch;

import io.github.googlenet4j.torch.ParameterStore.Updated;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The rules by which a gradient changes a weight, as in {@code torch.optim}. */
final class Updates {
  private Updates() {}

  /**
   * Changes one parameter, or all that are treated alike.
   *
   * @param one with the momentum of SGD or both moments of AdamW, which are zero in the beginning
   * @param count of this update, from 1
   */
  static void apply(LearnerOptions options, Updated one, double rate, long count) {
    Group group = one.group();
    Tensor weight = one.value();
    Tensor gradient = one.gradient();
    if (options.optimizer() instanceof Optimizer.Sgd sgd) {
      sgd(sgd, group, weight, gradient, one.first(), rate);
    } else if (options.optimizer() instanceof Optimizer.AdamW adam) {
      adam(adam, group, weight, gradient, one.first(), one.second(), rate, count);
    }
  }

  private static void sgd(
      Optimizer.Sgd sgd,
      Group group,
      Tensor weight,
      Tensor gradient,
      Tensor momentum,
      double rate) {
    if (group.weightDecay() != 0) {
      gradient.add_(weight, new Scalar(group.weightDecay()));
    }
    Tensor step = gradient;
    if (sgd.momentum() != 0) {
      momentum.mul_(new Scalar(sgd.momentum())).add_(gradient);
      step = sgd.nesterov() ? gradient.add_(momentum, new Scalar(sgd.momentum())) : momentum;
    }
    weight.add_(step, new Scalar(-rate));
  }

  private static void adam(
      Optimizer.AdamW adam,
      Group group,
      Tensor weight,
      Tensor gradient,
      Tensor first,
      Tensor second,
      double rate,
      long count) {
    weight.mul_(new Scalar(1 - rate * group.weightDecay()));
    first.lerp_(gradient, new Scalar(1 - adam.beta1()));
    second
        .mul_(new Scalar(adam.beta2()))
        .addcmul_(gradient, gradient, new Scalar(1 - adam.beta2()));
    double firstCorrection = 1 - Math.pow(adam.beta1(), (double) count);
    double secondCorrection = 1 - Math.pow(adam.beta2(), (double) count);
    Tensor denominator =
        second
            .sqrt()
            .div_(new Scalar(Math.sqrt(secondCorrection)))
            .add_(new Scalar(adam.epsilon()));
    weight.addcdiv_(first, denominator, new Scalar(-rate / firstCorrection));
  }
}
