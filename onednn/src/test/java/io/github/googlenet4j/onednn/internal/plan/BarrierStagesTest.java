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
import io.github.googlenet4j.onednn.internal.primitive.LoweredNetwork;
import io.github.googlenet4j.onednn.internal.primitive.Operand;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.OriginalWeights;
import io.github.googlenet4j.onednn.internal.primitive.PreparedWeights;
import io.github.googlenet4j.onednn.internal.primitive.PrimitiveCall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class BarrierStagesTest {
  static final List<Variant> variants = Variant.ALL;

  /** Bytes of the activations' memory that a thread reads or writes in a stage. */
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
              LoweredNetwork.of(network, Precision.FP32, false),
              49,
              weights,
              new OriginalWeights(network),
              handles.engine());
      check.accept(ExecutionSchedule.sharedByRows(compilation, handles, 2, threads));
    }
  }

  /** Between two barriers each thread runs at its own speed. */
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

  /** Every node is in one stage, and there is little more than one stage per Inception module. */
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
}
