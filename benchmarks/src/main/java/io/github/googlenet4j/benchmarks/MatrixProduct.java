package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.Precision;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A product of two square matrices, as LibTorch computes it: what the processor can do. */
@SuppressWarnings("try") // a scope acts by being open
final class MatrixProduct implements Contestant {
  private static final int SIDE = 2048;

  /** Multiplications and additions in one product. */
  static final double OPERATIONS = 2.0 * SIDE * SIDE * SIDE;

  private final Tensor one;
  private final Tensor other;

  /** Takes {@code fp32} or {@code bf16}. */
  MatrixProduct(String precision) {
    if (precision.equals("bf16")
        && !Engine.best().availability().precisions().contains(Precision.BF16)) {
      // LibTorch would multiply all the same, one number after the other, for minutes.
      throw new IllegalArgumentException("this CPU has no bf16");
    }
    try (PointerScope scope = new PointerScope()) {
      ScalarType type = precision.equals("bf16") ? ScalarType.BFloat16 : ScalarType.Float;
      one = torch.randn(SIDE, SIDE).to(type).retainReference();
      other = torch.randn(SIDE, SIDE).to(type).retainReference();
    }
  }

  @Override
  public double seconds() {
    try (PointerScope scope = new PointerScope()) {
      long start = System.nanoTime();
      torch.mm(one, other);
      return 1e-9 * (System.nanoTime() - start);
    }
  }

  @Override
  public void close() {
    one.close();
    other.close();
  }
}
