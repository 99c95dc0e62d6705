package io.github.googlenet4j.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What dropout multiplies by: 0, or 1 / (1 - probability). Drawn by a generator of its own, so that
 * two learners in one process do not disturb each other; LibTorch's function of that name draws
 * from one generator for all. The numbers are those that LibTorch's would be with the same seed.
 */
@SuppressWarnings("try") // scopes and guards act by being open
final class DropoutMasks implements AutoCloseable {
  private record Kept(Tensor mask, double keep) {}

  private final Generator generator;
  private final boolean keeps;
  private final Map<String, Kept> kept = new LinkedHashMap<>();

  /**
   * @param keeps whether each node's mask stays at one address, drawn anew for each {@linkplain
   *     #begin step}: a captured graph reads it there. The shapes must not change then
   */
  DropoutMasks(Hardware hardware, boolean keeps) {
    this.keeps = keeps;
    try (PointerScope scope = new PointerScope()) {
      Generator own =
          hardware.cuda()
              ? torch.globalContext().defaultGenerator(hardware.device()).clone()
              : torch.make_generator_cpu();
      generator = (Generator) own.retainReference();
    }
  }

  /** Begins a step, whose masks follow from the seed. */
  void begin(long seed) {
    generator.set_current_seed(seed);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      kept.values().forEach(mask -> draw(mask.mask(), mask.keep()));
    }
  }

  /** The mask for what a node reads. */
  Tensor mask(String node, Tensor x, double probability) {
    double keep = 1 - probability;
    if (!keeps) {
      return draw(torch.empty_like(x), keep);
    }
    Kept found = kept.get(node);
    if (found == null) {
      Tensor mask = draw(torch.empty_like(x.detach()).to(ScalarType.Float), keep);
      found = new Kept((Tensor) mask.retainReference(), keep);
      kept.put(node, found);
    }
    return found.mask().to(x.scalar_type());
  }

  private Tensor draw(Tensor mask, double keep) {
    try (NoGradGuard guard = new NoGradGuard()) {
      mask.bernoulli_(keep, new GeneratorOptional(generator));
      return keep > 0 ? mask.div_(new org.bytedeco.pytorch.Scalar(keep)) : mask;
    }
  }

  @Override
  public void close() {
    kept.values().forEach(mask -> mask.mask().releaseReference());
    kept.clear();
    generator.releaseReference();
  }
}
