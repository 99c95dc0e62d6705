package io.github.googlenet4j.onednn.internal.plan;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.primitive.CallSequence;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNetwork;
import io.github.googlenet4j.onednn.internal.primitive.PrimitiveBuilder;
import io.github.googlenet4j.onednn.internal.primitive.ThreadShare;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What each of some threads does for a batch, and where activations lie.
 *
 * @param threads each one's turns; threads that are several have as many turns each, and wait for
 *     each other before every turn
 */
record ExecutionSchedule(List<List<SectionRun>> threads, ActivationLayout layout) {
  /**
   * Some pictures of a batch in a section, so many times.
   *
   * @param first of the pictures
   * @param calls what each of the section's jobs has become
   */
  record SectionRun(
      Section section, int first, int pictures, int repetitions, List<CallSequence> calls) {
    long workspace() {
      return calls.stream().mapToLong(CallSequence::workspace).max().orElse(0);
    }
  }

  /** A batch by one thread, or by OpenMP's: its sections after one another. */
  static ExecutionSchedule forOneThread(CompilationInputs compilation, Handles handles, int batch) {
    LoweredNetwork network = compilation.network();
    List<Section> sections = Section.of(network.nodes(), batch);
    List<SectionRun> runs = new ArrayList<>();
    for (Section section : sections) {
      int some = section.pictures();
      int rest = batch % some;
      runs.add(run(compilation, handles, section, batch, 0, some));
      if (rest > 0) {
        runs.add(run(compilation, handles, section, batch, batch - rest, rest));
      }
    }
    return new ExecutionSchedule(List.of(runs), ActivationLayout.of(network, sections, batch));
  }

  private static SectionRun run(
      CompilationInputs compilation,
      Handles handles,
      Section section,
      int batch,
      int first,
      int some) {
    PrimitiveBuilder primitives = compilation.primitives(handles, batch, some, ThreadShare.WHOLE);
    List<CallSequence> calls = section.nodes().stream().map(primitives::make).toList();
    return new SectionRun(section, first, some, (batch - first) / some, calls);
  }

  /** A picture of a batch by some threads: each does some rows of every job, stage after stage. */
  static ExecutionSchedule sharedByRows(
      CompilationInputs compilation, Handles handles, int batch, int count) {
    LoweredNetwork network = compilation.network();
    List<Map<String, CallSequence>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PrimitiveBuilder primitives =
          compilation.primitives(handles, batch, 1, new ThreadShare(i, count));
      Map<String, CallSequence> own = new HashMap<>();
      network.nodes().forEach(lowered -> own.put(lowered.name(), primitives.make(lowered)));
      calls.add(own);
    }
    List<Section> stages = BarrierStages.of(network.nodes(), calls);
    List<List<SectionRun>> threads = new ArrayList<>();
    for (Map<String, CallSequence> own : calls) {
      List<SectionRun> runs = new ArrayList<>();
      for (Section stage : stages) {
        List<CallSequence> some =
            stage.nodes().stream()
                .map(lowered -> Objects.requireNonNull(own.get(lowered.name())))
                .toList();
        runs.add(new SectionRun(stage, 0, 1, 1, some));
      }
      threads.add(runs);
    }
    return new ExecutionSchedule(threads, ActivationLayout.shared(network, stages));
  }
}
