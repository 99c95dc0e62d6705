package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The texts are those that checkpoints of commit d0e9d95 were written with. */
class OptionsTextTest {
  private static LearnerOptions options(Optimizer optimizer, Average average) {
    return new LearnerOptions(
        optimizer,
        Map.of("fc.weight", new Group(1, 2e-4, false), "conv.bias", new Group(.1, 0, true)),
        Map.of(Head.AUX2, .3, Head.MAIN, 1.0, Head.AUX1, .25),
        1.5,
        average,
        Precision.AUTO,
        Device.AUTO,
        3);
  }

  @Test
  void itsFormIsPinned() {
    String groups =
        "{conv.bias=Group[rateFactor=0.1, weightDecay=0.0, frozen=true],"
            + " fc.weight=Group[rateFactor=1.0, weightDecay=2.0E-4, frozen=false]},"
            + " {main=1.0, aux1=0.25, aux2=0.3}, 1.5, ";
    assertThat(OptionsText.of(options(new Optimizer.Sgd(.9, true), new Average.None())))
        .isEqualTo("[Sgd[momentum=0.9, nesterov=true], " + groups + "None[]]");
    assertThat(
            OptionsText.of(
                options(new Optimizer.AdamW(.9, .999, 1e-8), new Average.Exponential(.99))))
        .isEqualTo(
            "[AdamW[beta1=0.9, beta2=0.999, epsilon=1.0E-8], "
                + groups
                + "Exponential[decay=0.99]]");
    LearnerOptions polyak = options(new Optimizer.Sgd(0, false), new Average.Polyak(12));
    assertThat(OptionsText.of(polyak))
        .isEqualTo("[Sgd[momentum=0.0, nesterov=false], " + groups + "Polyak[firstUpdate=12]]");
    assertThat(polyak.checksum()).isEqualTo(4_059_783_425L);
  }
}
