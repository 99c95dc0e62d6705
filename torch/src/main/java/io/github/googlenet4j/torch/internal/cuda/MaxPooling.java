package io.github.googlenet4j.torch.internal.cuda;

import io.github.googlenet4j.graph.Window;
import org.bytedeco.pytorch.Tensor;

/** Max pooling that LibTorch does not record: its gradient is asked for. */
public interface MaxPooling {
  /**
   * What a pool makes of a tensor.
   *
   * @param values the maxima
   * @param winners where each was found, for {@link #backward}; undefined if no gradient is wanted
   */
  record Pooled(Tensor values, Tensor winners) {}

  /** Whether a tensor, N x C x H x W, can be pooled here, with a window of up to 15 pixels. */
  boolean fits(Tensor x);

  /** The maxima of all windows. */
  Pooled forward(Tensor x, Window window, boolean gradient);

  /**
   * Writes the gradient of x, or adds to it.
   *
   * @param gradient of the maxima
   * @param winners from {@link #forward}
   * @param into like x
   * @param accumulate whether to add to what {@code into} holds
   */
  void backward(Tensor gradient, Tensor winners, Window window, Tensor into, boolean accumulate);
}
