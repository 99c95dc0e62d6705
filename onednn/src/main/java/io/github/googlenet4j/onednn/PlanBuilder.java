package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.onednn.Operand.Activation;
import io.github.googlenet4j.onednn.Operand.Weight;
import io.github.googlenet4j.onednn.Operand.Work;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Makes the plan of a graph for one batch size: primitives first, then their places in memory. */
final class PlanBuilder {
  /**
   * Some pictures of a batch in a section, so many times.
   *
   * @param first of the pictures
   * @param calls what each of the section's jobs has become
   */
  private record Turn(Section section, int first, int pictures, int times, List<Calls> calls) {
    long workspace() {
      return calls.stream().mapToLong(Calls::workspace).max().orElse(0);
    }
  }

  private final Blueprint blueprint;
  private final dnnl_engine engine;
  private final int batch;
  private final int threads;
  private final List<Section> sections;
  private final Places places;
  private final Handles handles = new Handles();
  private final IdentityHashMap<dnnl_primitive_desc, dnnl_primitive> primitives =
      new IdentityHashMap<>();
  private long workspace; // where in the block what lies between calls begins
  private long scratch; // and what primitives need for themselves
  private long end;

  private PlanBuilder(Blueprint blueprint, dnnl_engine engine, int batch, int threads) {
    this.blueprint = blueprint;
    this.engine = engine;
    this.batch = batch;
    this.threads = threads;
    this.sections = Section.of(blueprint.jobs(), batch);
    this.places =
        new Places(sections, batch, blueprint.frame().size(), blueprint.graph().heads().values());
  }

  /**
   * @param threads that run it; more than one can share a single picture only
   */
  static Plan build(
      Blueprint blueprint,
      PreparedWeights weights,
      Sources sources,
      dnnl_engine engine,
      int batch,
      int threads) {
    PlanBuilder builder = new PlanBuilder(blueprint, engine, batch, threads);
    try {
      return builder.build(weights, sources);
    } catch (RuntimeException | Error e) {
      builder.handles.close();
      throw e;
    }
  }

  private Plan build(PreparedWeights weights, Sources sources) {
    end = places.bytes();
    List<List<Part>> parts =
        threads == 1 ? List.of(whole(weights, sources)) : shared(weights, sources);
    long[] results =
        blueprint.results().stream().mapToLong(result -> places.offset(result.node())).toArray();
    return new Plan(handles, parts, results, end);
  }

  /** A batch by a single thread, or by OpenMP's. */
  private List<Part> whole(PreparedWeights weights, Sources sources) {
    List<Turn> turns = new ArrayList<>();
    for (Section section : sections) {
      int some = section.pictures();
      int rest = batch % some;
      turns.add(turn(section, 0, some, batch / some, weights, sources));
      if (rest > 0) {
        turns.add(turn(section, batch - rest, rest, 1, weights, sources));
      }
    }
    startThread(turns);
    return turns.stream().map(this::part).toList();
  }

  private Turn turn(
      Section section,
      int first,
      int pictures,
      int times,
      PreparedWeights weights,
      Sources sources) {
    Primitives some = primitives(pictures, Share.WHOLE, weights, sources);
    List<Calls> calls = section.jobs().stream().map(some::make).toList();
    return new Turn(section, first, pictures, times, calls);
  }

  private Primitives primitives(
      int pictures, Share share, PreparedWeights weights, Sources sources) {
    return new Primitives(
        blueprint.jobs(),
        blueprint.frame().shape(),
        weights,
        sources,
        handles,
        engine,
        pictures,
        share,
        batch >= Instructions.leastForWinograd(Instructions.here()));
  }

  /** A picture by some threads: each one's parts. */
  private List<List<Part>> shared(PreparedWeights weights, Sources sources) {
    List<List<Calls>> calls = new ArrayList<>(); // of each thread, for each job
    for (int i = 0; i < threads; i++) {
      Primitives share = primitives(1, new Share(i, threads), weights, sources);
      calls.add(blueprint.jobs().stream().map(share::make).toList());
    }
    List<Section> stages = Meetings.stages(blueprint.jobs(), calls, places);
    List<List<Part>> parts = new ArrayList<>();
    for (List<Calls> own : calls) {
      List<Turn> turns = new ArrayList<>();
      int job = 0;
      for (Section stage : stages) {
        int next = job + stage.jobs().size();
        turns.add(new Turn(stage, 0, 1, 1, own.subList(job, next)));
        job = next;
      }
      startThread(turns);
      parts.add(turns.stream().map(this::part).toList());
    }
    return parts;
  }

  /** A thread's own memory begins where that of others ends. */
  private void startThread(List<Turn> turns) {
    workspace = aligned(end);
    scratch = workspace + aligned(turns.stream().mapToLong(Turn::workspace).max().orElse(0));
    end = scratch;
  }

  private static long aligned(long bytes) {
    return (bytes + 63) / 64 * 64;
  }

  private Part part(Turn turn) {
    List<Step> steps = new ArrayList<>();
    List<Part.View> views = new ArrayList<>();
    for (int i = 0; i < turn.calls().size(); i++) {
      String job = turn.section().jobs().get(i).name();
      for (Call call : turn.calls().get(i).calls()) {
        steps.add(step(job, call, turn, views));
      }
    }
    return new Part(steps, views, turn.times());
  }

  private Step step(String job, Call call, Turn turn, List<Part.View> views) {
    int count = call.operands().size() + 1;
    dnnl_exec_arg_t arguments = handles.own(new dnnl_exec_arg_t(count));
    for (int i = 0; i < count - 1; i++) {
      Operand operand = call.operands().get(i);
      arguments.position(i).arg(operand.argument()).memory(memory(operand, turn, views));
    }
    dnnl_memory_desc pad =
        dnnl_primitive_desc_query_md(call.description(), dnnl_query_scratchpad_md, 0);
    end = Math.max(end, scratch + dnnl_memory_desc_get_size(pad));
    dnnl_memory padded = view(pad, false, scratch, 0, views);
    arguments.position(count - 1).arg(DNNL_ARG_SCRATCHPAD).memory(padded);
    arguments.position(0);
    return new Step(
        job,
        implementation(call.description()),
        primitive(call.description(), job),
        arguments,
        count);
  }

  /** One for all calls that differ in their memory alone. */
  private dnnl_primitive primitive(dnnl_primitive_desc description, String name) {
    return primitives.computeIfAbsent(description, key -> handles.primitive(key, name));
  }

  private dnnl_memory memory(Operand operand, Turn turn, List<Part.View> views) {
    if (operand instanceof Weight weight) {
      return weight.memory();
    } else if (operand instanceof Work work) {
      return view(work.description(), false, workspace + work.offset(), 0, views);
    }
    Activation activation = (Activation) operand;
    long apart = places.apart(activation.name());
    return view(
        activation.description(),
        activation.name().equals(Graph.PICTURES),
        places.offset(activation.name()) + turn.first() * apart + activation.offset(),
        turn.pictures() * apart,
        views);
  }

  private dnnl_memory view(
      dnnl_memory_desc description,
      boolean pictures,
      long offset,
      long apart,
      List<Part.View> views) {
    dnnl_memory memory = handles.memory(description, engine, null);
    views.add(new Part.View(memory, pictures, offset, apart));
    return memory;
  }

  private static String implementation(dnnl_primitive_desc description) {
    try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
      Handles.check(
          dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, name), "kernel");
      return name.getString(0);
    }
  }
}
