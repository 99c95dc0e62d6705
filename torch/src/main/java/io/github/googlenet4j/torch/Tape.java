package io.github.googlenet4j.torch;

import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.torch.internal.cuda.MaxPooling;
import io.github.googlenet4j.torch.internal.cuda.MaxPooling.Pooled;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The gradient through operations that LibTorch does not record.
 *
 * <p>LibTorch's record is cut where such an operation reads and where it writes: what comes after
 * the cut sees a tensor without a past, and its gradient is gathered there. Going back, the pieces
 * are taken in reverse order: LibTorch goes back through the last piece, then the operation through
 * itself, then LibTorch through the piece before it. No value that is not cut may lie behind two
 * cuts. Within the caller's scope.
 */
final class Tape {
  /** One thing to be done on the way back. */
  private interface Step {
    void back();
  }

  private final Deque<Step> steps = new ArrayDeque<>();

  /** Forgets a run whose gradient was not asked for. */
  void clear() {
    steps.clear();
  }

  /** The same values without their past, to be read instead of them. */
  Tensor cut(Tensor value) {
    Tensor past = new Tensor(value); // another handle: whoever runs the graph closes its own
    Tensor leaf = leaf(value.detach());
    Tensor kept = new Tensor(leaf);
    steps.push(
        () -> {
          Tensor gradient = kept.mutable_grad();
          if (gradient.defined()) {
            past.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
          }
        });
    return leaf;
  }

  /**
   * The maxima of a value that was {@linkplain #cut}.
   *
   * @return a tensor without a past
   */
  Tensor pool(MaxPooling pooling, Tensor x, Window window) {
    Pooled pooled = pooling.forward(x, window, true);
    Tensor leaf = leaf(pooled.values());
    Tensor from = new Tensor(x);
    Tensor kept = new Tensor(leaf);
    steps.push(
        () -> {
          Tensor gradient = kept.mutable_grad();
          if (gradient.defined()) {
            Tensor sum = from.mutable_grad();
            boolean accumulate = sum.defined() && pooling.fits(sum);
            Tensor own = accumulate ? sum : torch.empty_like(from);
            pooling.backward(gradient, pooled.winners(), window, own, accumulate);
            if (!accumulate) {
              add(from, own);
            }
          }
        });
    return leaf;
  }

  private static void add(Tensor to, Tensor gradient) {
    Tensor sum = to.mutable_grad();
    if (sum.defined()) {
      sum.add_(gradient);
    } else {
      sum.put(gradient);
    }
  }

  private static Tensor leaf(Tensor values) {
    values.set_requires_grad(true);
    return values;
  }

  /** The gradients of all that the run read, of one value that it led to. */
  void backward(Tensor total) {
    total.backward();
    while (!steps.isEmpty()) {
      steps.pop().back();
    }
  }
}
