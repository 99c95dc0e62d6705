package io.github.googlenet4j.torch;

import static io.github.googlenet4j.torch.Learning.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Device;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes act by being open
class DropoutMasksTest {
  @Test
  void aLearnerLeavesTheProcessesGeneratorAlone() {
    Network network = Learning.googLeNet(Variant.TORCHVISION.withDropout(.5, .5), 64);
    try (PointerScope scope = new PointerScope();
        TorchLearner learner = Learning.plain(network, PLAIN)) {
      torch.manual_seed(7);
      float expected = torch.rand(1).item_float();
      torch.manual_seed(7);
      learner.accumulate(Learning.noise("alone", network.graph(), 0, 1), 1, 3);
      assertThat(torch.rand(1).item_float()).isEqualTo(expected);
    }
  }

  @Test
  void masksAreThoseOfLibTorchsDropout() {
    Hardware hardware = Hardware.choose(Device.CPU, Precision.FP32, 1);
    try (PointerScope scope = new PointerScope();
        DropoutMasks masks = new DropoutMasks(hardware, false)) {
      Tensor x = torch.ones(5, 1000);
      torch.manual_seed(11);
      float[] expected = Native.values(torch.dropout(x, .4, true));
      masks.begin(11);
      assertThat(Native.values(x.mul(masks.mask("drop", x, .4)))).isEqualTo(expected);
    }
  }

  @Test
  void keptMasksHaveOneAddressAndTheSameNumbers() {
    Hardware hardware = Hardware.choose(Device.CPU, Precision.FP32, 1);
    try (PointerScope scope = new PointerScope();
        DropoutMasks fresh = new DropoutMasks(hardware, false);
        DropoutMasks kept = new DropoutMasks(hardware, true)) {
      Tensor x = torch.ones(3, 100);
      long address = 0;
      for (int step = 0; step < 3; step++) {
        fresh.begin(step);
        kept.begin(step);
        Tensor mask = kept.mask("drop", x, .7);
        assertThat(Native.values(mask)).isEqualTo(Native.values(fresh.mask("drop", x, .7)));
        assertThat(address == 0 || address == mask.data_ptr().address()).isTrue();
        address = mask.data_ptr().address();
      }
    }
  }
}
