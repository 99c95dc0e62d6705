package io.github.googlenet4j.onednn.internal.plan;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.primitive.Blueprint;
import io.github.googlenet4j.onednn.internal.primitive.Calls;
import io.github.googlenet4j.onednn.internal.primitive.Compilation;
import io.github.googlenet4j.onednn.internal.primitive.Primitives;
import io.github.googlenet4j.onednn.internal.primitive.Share;
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
record Schedule(List<List<Turn>> threads, Places places) {
  /**
   * Some pictures of a batch in a section, so many times.
   *
   * @param first of the pictures
   * @param calls what each of the section's jobs has become
   */
  record Turn(Section section, int first, int pictures, int times, List<Calls> calls) {
    long workspace() {
      return calls.stream().mapToLong(Calls::workspace).max().orElse(0);
    }
  }

  /** A batch by one thread, or by OpenMP's: its sections after one another. */
  static Schedule alone(Compilation compilation, Handles handles, int batch) {
    Blueprint blueprint = compilation.blueprint();
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
    return new Schedule(List.of(turns), Places.of(blueprint, sections, batch));
  }

  private static Turn turn(
      Compilation compilation, Handles handles, Section section, int batch, int first, int some) {
    Primitives primitives = compilation.primitives(handles, batch, some, Share.WHOLE);
    List<Calls> calls = section.jobs().stream().map(primitives::make).toList();
    return new Turn(section, first, some, (batch - first) / some, calls);
  }

  /** A picture of a batch by some threads: each does some rows of every job, stage after stage. */
  static Schedule shared(Compilation compilation, Handles handles, int batch, int count) {
    Blueprint blueprint = compilation.blueprint();
    List<Map<String, Calls>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Primitives primitives = compilation.primitives(handles, batch, 1, new Share(i, count));
      Map<String, Calls> own = new HashMap<>();
      blueprint.jobs().forEach(job -> own.put(job.name(), primitives.make(job)));
      calls.add(own);
    }
    List<Section> stages = Stages.of(blueprint.jobs(), calls);
    List<List<Turn>> threads = new ArrayList<>();
    for (Map<String, Calls> own : calls) {
      List<Turn> turns = new ArrayList<>();
      for (Section stage : stages) {
        List<Calls> some =
            stage.jobs().stream().map(job -> Objects.requireNonNull(own.get(job.name()))).toList();
        turns.add(new Turn(stage, 0, 1, 1, some));
      }
      threads.add(turns);
    }
    return new Schedule(threads, Places.shared(blueprint, stages));
  }
}
