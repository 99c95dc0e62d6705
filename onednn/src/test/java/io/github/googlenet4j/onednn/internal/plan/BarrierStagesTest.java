package io.github.googlenet4j.onednn.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.primitive.CallSequence;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import io.github.googlenet4j.onednn.internal.primitive.IndexRange;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNetwork;
import io.github.googlenet4j.onednn.internal.primitive.Operand;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.OriginalWeights;
import io.github.googlenet4j.onednn.internal.primitive.PreparedWeights;
import io.github.googlenet4j.onednn.internal.primitive.PrimitiveCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class BarrierStagesTest {
  static final List<Variant> variants = Variant.ALL;

  /** Bytes of the activations' block that a thread reads or writes in a stage. */
  private record Touch(boolean write, long begin, long end) {
    boolean conflicts(Touch other) {
      return (write || other.write) && begin < other.end && other.begin < end;
    }
  }

  private interface Check {
    void accept(ExecutionSchedule schedule);
  }

  private static void schedule(Variant variant, int side, int threads, Check check) {
    Network network = Simplify.apply(SampleWeights.of(GoogLeNet.graph(variant, 10, side, true)));
    try (Handles handles = new Handles();
        PreparedWeights weights = new PreparedWeights(handles.engine())) {
      CompilationInputs compilation =
          new CompilationInputs(
              LoweredNetwork.of(network, Precision.FP32),
              weights,
              new OriginalWeights(network),
              handles.engine());
      check.accept(ExecutionSchedule.sharedByRows(compilation, handles, 2, threads));
    }
  }

  /** Each thread runs at its own speed between two barriers: nothing may depend on the other's. */
  @ParameterizedTest
  @FieldSource("variants")
  void inAStageNoThreadTouchesWhatAnotherOneWrites(Variant variant) {
    for (int threads = 2; threads <= 4; threads++) {
      schedule(
          variant,
          variant.equals(Variant.PAPER) ? 224 : 64,
          threads,
          schedule -> {
            int stages = schedule.threads().get(0).size();
            assertThat(schedule.threads()).allSatisfy(own -> assertThat(own).hasSize(stages));
            for (int stage = 0; stage < stages; stage++) {
              List<List<Touch>> touches = new ArrayList<>();
              for (List<ExecutionSchedule.SectionRun> own : schedule.threads()) {
                touches.add(touches(own.get(stage), schedule.layout()));
              }
              for (List<Touch> one : touches) {
                for (List<Touch> other : touches) {
                  assertThat(one == other || one.stream().noneMatch(t -> meets(t, other)))
                      .as("stage %d", stage)
                      .isTrue();
                }
              }
            }
          });
    }
  }

  private static boolean meets(Touch touch, List<Touch> others) {
    return others.stream().anyMatch(touch::conflicts);
  }

  private static List<Touch> touches(ExecutionSchedule.SectionRun run, ActivationLayout layout) {
    List<Touch> touches = new ArrayList<>();
    for (CallSequence calls : run.calls()) {
      for (PrimitiveCall call : calls.calls()) {
        for (Operand operand : call.operands()) {
          if (operand instanceof Activation a && !a.name().equals(Graph.PICTURES)) {
            long begin = layout.offset(a.name()) + a.offset();
            long end = begin + dnnl_memory_desc_get_size(a.description());
            touches.add(new Touch(a.argument() == DNNL_ARG_DST, begin, end));
          }
        }
      }
    }
    return touches;
  }

  /**
   * Every job once by every thread that has a part of it; and one meeting a module or little more.
   */
  @Test
  void stagesAreFewAndLeaveNothingOut() {
    schedule(
        Variant.PAPER,
        224,
        2,
        schedule -> {
          List<ExecutionSchedule.SectionRun> first = schedule.threads().get(0);
          assertThat(first.size()).isLessThan(24);
          assertThat(first.stream().flatMap(run -> run.section().nodes().stream()))
              .doesNotHaveDuplicates()
              .hasSizeGreaterThan(70);
          List<CallSequence> calls = first.stream().flatMap(run -> run.calls().stream()).toList();
          assertThat(calls).allSatisfy(each -> assertThat(each.calls()).isNotEmpty());
        });
  }

  @Test
  void rangesArePartedEvenlyAndWholly() {
    for (int height = 0; height < 60; height++) {
      for (int of = 1; of <= 4; of++) {
        IndexRange all = IndexRange.all(height);
        int parts = of;
        List<IndexRange> ranges = IntStream.range(0, of).mapToObj(i -> all.part(i, parts)).toList();
        assertThat(ranges.stream().mapToInt(IndexRange::count).sum()).isEqualTo(height);
        int next = 0;
        for (IndexRange part : ranges) {
          assertThat(part.first()).isEqualTo(next);
          assertThat(part.count()).isBetween(height / of, (height + of - 1) / of);
          next += part.count();
        }
      }
    }
  }

  /** Beside windows counted one by one. */
  @Test
  void windowsReadWhatTheyCoverAndPadTheRest() {
    for (int height = 7; height < 30; height++) {
      for (int[] window : new int[][] {{7, 2, 3}, {3, 2, 0}, {3, 1, 1}, {5, 1, 2}, {1, 1, 0}}) {
        int kernel = window[0];
        int stride = window[1];
        int padding = window[2];
        int windows = (height + 2 * padding - kernel) / stride + 1;
        IndexRange some = new IndexRange(1, windows - 2);
        IndexRange.ReceptiveField read =
            some.receptiveField(kernel, stride, padding, height, windows);
        int begin = some.first() * stride - padding;
        int end = (some.first() + some.count() - 1) * stride - padding + kernel;
        assertThat(read.range().first()).isEqualTo(Math.max(0, begin));
        assertThat(read.range().first() + read.range().count()).isEqualTo(Math.min(height, end));
        assertThat(read.paddingBefore() + read.range().count() + read.paddingAfter())
            .isEqualTo(end - begin);
        IndexRange.ReceptiveField whole =
            IndexRange.all(windows).receptiveField(kernel, stride, padding, height, windows);
        assertThat(whole.range()).isEqualTo(IndexRange.all(height));
        assertThat(whole.paddingBefore()).isEqualTo(padding);
      }
    }
  }
}
