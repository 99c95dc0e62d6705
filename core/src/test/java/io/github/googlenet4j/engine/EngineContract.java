package io.github.googlenet4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every engine must do, tested against numbers that it had no part in. */
public abstract class EngineContract {
  /** The engine under test. */
  protected abstract Engine engine();

  /** Pictures where a program reads them. */
  protected static FloatBuffer direct(float[] values) {
    return ByteBuffer.allocateDirect(Float.BYTES * values.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(0, values);
  }

  private static long[] best(float[] logits, int count) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> logits[i]).reversed())
        .limit(count)
        .mapToLong(Integer::longValue)
        .toArray();
  }

  @Test
  void thePublishedWeightsGiveThePublishedNetworksAnswers() {
    CaffeGolden golden = new CaffeGolden();
    FloatBuffer pixels = direct(golden.pixels());
    int pictures = golden.pictures();
    EngineOptions options = EngineOptions.DEFAULT.withLargestBatch(pictures);
    try (Program program = engine().compile(CaffeGolden.network(), options)) {
      float[] logits = program.run(pixels, pictures).main();
      assertThat(logits).containsExactly(golden.logits(), within(1e-3f));
      for (int i = 0; i < pictures; i++) {
        float[] row = Arrays.copyOfRange(logits, i * 1000, (i + 1) * 1000);
        assertThat(best(row, 5)).isEqualTo(Arrays.copyOfRange(golden.top5(), i * 5, i * 5 + 5));
      }
    }
  }
}
