package io.github.googlenet4j.torch;

import java.util.List;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Hits of a batch, counted where the logits lie: nothing but two numbers travels to the host. */
final class DeviceHits {
  private static final int TOP = 5;

  private DeviceHits() {}

  /** How often the label is the first, and among the first five; of equal logits the first wins. */
  static List<Tensor> of(Tensor logits, Tensor labels) {
    Tensor known = labels.ge(new Scalar(0));
    Tensor column = labels.clamp_min(new Scalar(0)).unsqueeze(1);
    Tensor own = logits.gather(1, column);
    Tensor places =
        torch
            .arange(
                new Scalar(logits.size(1)),
                new TensorOptions(ScalarType.Long).device(new DeviceOptional(logits.device())))
            .unsqueeze(0);
    Tensor before = logits.eq(own).logical_and(places.lt(column));
    Tensor higher = logits.gt(own).logical_or(before).sum(1L);
    Tensor counts = known.logical_and(own.eq(own).squeeze(1)); // not a number is never a hit
    return List.of(
        count(higher.lt(new Scalar(1)), counts), count(higher.lt(new Scalar(TOP)), counts));
  }

  private static Tensor count(Tensor hits, Tensor counts) {
    return hits.logical_and(counts).sum().to(ScalarType.Float).reshape(1);
  }
}
