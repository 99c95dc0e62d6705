package io.github.googlenet4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** With an engine that notes what it is asked for. */
class BenchmarkTest {
  private static final Network NETWORK =
      SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 2, 32, true));
  private static final double PRODUCT = 1e15;

  private final List<String> calls = new ArrayList<>();
  private int open;

  private final class Noting implements Engine {
    private final String name;

    Noting(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Availability availability() {
      return new Availability(Set.of(Precision.FP32), "for tests");
    }

    @Override
    public OptionalDouble peakOperationsPerSecond(Precision precision, int threads) {
      return OptionalDouble.of(PRODUCT);
    }

    @Override
    public Program compile(Network network, EngineOptions options) {
      calls.add(
          "%s compiles for %d on %d: %s"
              .formatted(
                  name,
                  options.largestBatch(),
                  options.threads(),
                  network.graph().outputs().keySet()));
      open++;
      return new NotingProgram(network.graph());
    }
  }

  private final class NotingProgram implements Program {
    private final Graph graph;
    private final float[] kept = new float[2];

    NotingProgram(Graph graph) {
      this.graph = graph;
    }

    @Override
    public Precision precision() {
      return Precision.FP32;
    }

    @Override
    public Shape input() {
      return graph.input();
    }

    @Override
    public int largestBatch() {
      return 8;
    }

    @Override
    public Outputs run(FloatBuffer pictures, int count) {
      calls.add("run %d".formatted(count));
      assertThat(open).isEqualTo(1);
      assertThat(pictures.get(0)).isBetween(0f, 255f);
      return new Outputs(List.of("main"), kept);
    }

    @Override
    public void close() {
      open--;
    }
  }

  @Test
  void settingsTakeTurnsAndOnlyOneProgramIsOpen() {
    Setting one = new Setting(new Noting("one"), Precision.FP32, 3, 1);
    Setting two = new Setting(new Noting("two"), Precision.FP32, 4, 2);
    List<Integer> turns = new ArrayList<>();
    List<Measurement> found = new Benchmark(2, 0).run(NETWORK, List.of(one, two), turns::add);
    assertThat(turns).containsExactly(1, 2, 3, 4);
    assertThat(open).isZero();
    assertThat(calls.stream().filter(call -> call.contains("compiles")))
        .containsExactly(
            "one compiles for 3 on 1: [main]",
            "two compiles for 4 on 2: [main]",
            "one compiles for 3 on 1: [main]",
            "two compiles for 4 on 2: [main]");
    // 3 runs to warm up, 5 that are timed and 5 whose heap is measured, in each of two rounds.
    assertThat(calls.stream().filter(call -> call.equals("run 3"))).hasSize(26);
    assertThat(found).extracting(Measurement::setting).containsExactly(one, two);
    assertThat(found).extracting(Measurement::runs).containsExactly(10, 10);
  }

  @Test
  void figuresFitTogether() {
    Setting setting = new Setting(new Noting("one"), Precision.FP32, 3, 1);
    Measurement found = new Benchmark(3, .001).run(NETWORK, List.of(setting), done -> {}).get(0);
    assertThat(found.medianMs()).isPositive().isLessThanOrEqualTo(found.p90Ms());
    assertThat(found.p90Ms()).isLessThanOrEqualTo(found.p99Ms());
    assertThat(found.fastestRoundMs()).isLessThanOrEqualTo(found.slowestRoundMs());
    assertThat(found.medianMs()).isBetween(found.fastestRoundMs(), found.slowestRoundMs());
    assertThat(found.imagesPerSecond() * found.medianMs()).isCloseTo(3000, withPercentage(.001));
    assertThat(found.shareOfPeak()).isPositive().isLessThan(1);
    assertThat(found.heapBytesPerRun()).isNotNegative();
    assertThat(found.runs()).isGreaterThan(15);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Benchmark(0, 1))
        .hasMessage("rounds: expected at least 1, found 0.");
    assertThatThrownBy(() -> new Benchmark(1, -1))
        .hasMessage("seconds: expected 0 or more, found -1.0.");
    assertThatThrownBy(() -> new Benchmark(1, Double.NaN))
        .hasMessage("seconds: expected 0 or more, found NaN.");
  }
}
