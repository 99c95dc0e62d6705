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
record ExecutionSchedule(List<List<Turn>> threads, ActivationLayout places) {
  /**
   * Some pictures of a batch in a section, so many times.
   *
   * @param first of the pictures
   * @param calls what each of the section's jobs has become
   */
  record Turn(Section section, int first, int pictures, int times, List<CallSequence> calls) {
    long workspace() {
      return calls.stream().mapToLong(CallSequence::workspace).max().orElse(0);
    }
  }

  /** A batch by one thread, or by OpenMP's: its sections after one another. */
  static ExecutionSchedule alone(CompilationInputs compilation, Handles handles, int batch) {
    LoweredNetwork blueprint = compilation.blueprint();
    List<Section> sections = Section.of(blueprint.jobs(), batch);
    List<Turn> turns = new ArrayList<>();
    for (Section section : sections) {
      int some = section.pictures();
      int rest = batch % some;
      turns.add(turn(compilation, handles, section, batch, 0, some));
      if (rest > 0) {
        turns.add(turn(compilation, handles, section, batch, batch - rest, rest));
      }
    }
    return new ExecutionSchedule(List.of(turns), ActivationLayout.of(blueprint, sections, batch));
  }

  private static Turn turn(
      CompilationInputs compilation,
      Handles handles,
      Section section,
      int batch,
      int first,
      int some) {
    PrimitiveBuilder primitives = compilation.primitives(handles, batch, some, ThreadShare.WHOLE);
    List<CallSequence> calls = section.jobs().stream().map(primitives::make).toList();
    return new Turn(section, first, some, (batch - first) / some, calls);
  }

  /** A picture of a batch by some threads: each does some rows of every job, stage after stage. */
  static ExecutionSchedule shared(
      CompilationInputs compilation, Handles handles, int batch, int count) {
    LoweredNetwork blueprint = compilation.blueprint();
    List<Map<String, CallSequence>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PrimitiveBuilder primitives =
          compilation.primitives(handles, batch, 1, new ThreadShare(i, count));
      Map<String, CallSequence> own = new HashMap<>();
      blueprint.jobs().forEach(job -> own.put(job.name(), primitives.make(job)));
      calls.add(own);
    }
    List<Section> stages = BarrierStages.of(blueprint.jobs(), calls);
    List<List<Turn>> threads = new ArrayList<>();
    for (Map<String, CallSequence> own : calls) {
      List<Turn> turns = new ArrayList<>();
      for (Section stage : stages) {
        List<CallSequence> some =
            stage.jobs().stream().map(job -> Objects.requireNonNull(own.get(job.name()))).toList();
        turns.add(new Turn(stage, 0, 1, 1, some));
      }
      threads.add(turns);
    }
    return new ExecutionSchedule(threads, ActivationLayout.shared(blueprint, stages));
  }
}
