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
 * What each thread computes of a batch, in order, and where the activations are in memory.
 *
 * @param threads the section runs of each thread; all threads have equally many, and wait for each
 *     other before each
 * @param layout of the activations
 */
record ExecutionSchedule(List<List<SectionRun>> threads, ActivationLayout layout) {
  /**
   * A section for some pictures of the batch, a few at a time.
   *
   * @param first of the pictures
   * @param pictures at a time
   * @param repetitions how many times
   * @param calls of each node of the section
   */
  record SectionRun(
      Section section, int first, int pictures, int repetitions, List<CallSequence> calls) {
    long intermediateBytes() {
      return calls.stream().mapToLong(CallSequence::intermediateBytes).max().orElse(0);
    }
  }

  /** A batch on one Java thread, section by section; each primitive may use OpenMP's threads. */
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
    PrimitiveBuilder primitives =
        new PrimitiveBuilder(compilation, handles, some, ThreadShare.WHOLE);
    List<CallSequence> calls = section.nodes().stream().map(primitives::make).toList();
    return new SectionRun(section, first, some, (batch - first) / some, calls);
  }

  /**
   * One picture of a batch by several threads, stage by stage. Each thread computes some rows of
   * every node.
   */
  static ExecutionSchedule sharedByRows(
      CompilationInputs compilation, Handles handles, int batch, int count) {
    LoweredNetwork network = compilation.network();
    List<Map<String, CallSequence>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PrimitiveBuilder primitives =
          new PrimitiveBuilder(compilation, handles, 1, new ThreadShare(i, count));
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
