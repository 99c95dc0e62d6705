package io.github.googlenet4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes act by being open
class DeviceHitsTest {
  private static List<Float> hits(float[] logits, long... labels) {
    try (PointerScope scope = new PointerScope()) {
      Tensor rows = Tensor.create(logits, labels.length, logits.length / labels.length);
      Tensor of = Tensor.create(labels).to(ScalarType.Long);
      return DeviceHits.of(rows, of).stream().map(Tensor::item_float).toList();
    }
  }

  @Test
  void firstAndAmongTheFirstFive() {
    float[] logits = {7, 6, 5, 4, 3, 2, /* */ 7, 6, 5, 4, 3, 2, /* */ 7, 6, 5, 4, 3, 2};
    assertThat(hits(logits, 0, 4, 5)).containsExactly(1f, 2f);
  }

  @Test
  void ofEqualLogitsTheFirstWins() {
    float[] logits = {1, 1, 1, 1, 1, 1, /* */ 1, 1, 1, 1, 1, 1};
    assertThat(hits(logits, 0, 5)).containsExactly(1f, 1f);
  }

  @Test
  void unknownLabelsAndWhatIsNotANumberAreNoHits() {
    float nan = Float.NaN;
    float[] logits = {7, 6, 5, 4, 3, 2, /* */ nan, nan, nan, nan, nan, nan};
    assertThat(hits(logits, -1, 0)).containsExactly(0f, 0f);
  }
}
