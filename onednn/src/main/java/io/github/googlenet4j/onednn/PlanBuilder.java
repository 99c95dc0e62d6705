package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.onednn.Operand.Activation;
import io.github.googlenet4j.onednn.Operand.Weight;
import io.github.googlenet4j.onednn.Primitives.Made;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Makes the plan of a graph for one batch size: primitives first, then their places in memory. */
final class PlanBuilder {
  private final Blueprint blueprint;
  private final dnnl_engine engine;
  private final int batch;
  private final Handles handles = new Handles();
  private final Map<String, Long> offsets = new HashMap<>();
  private final List<Plan.View> views = new ArrayList<>();

  private PlanBuilder(Blueprint blueprint, dnnl_engine engine, int batch) {
    this.blueprint = blueprint;
    this.engine = engine;
    this.batch = batch;
  }

  static Plan build(
      Blueprint blueprint,
      PreparedWeights weights,
      Sources sources,
      dnnl_engine engine,
      int batch) {
    PlanBuilder builder = new PlanBuilder(blueprint, engine, batch);
    try {
      return builder.build(weights, sources);
    } catch (RuntimeException | Error e) {
      builder.handles.close();
      throw e;
    }
  }

  private Plan build(PreparedWeights weights, Sources sources) {
    List<Job> jobs = blueprint.jobs();
    Primitives primitives =
        new Primitives(jobs, blueprint.frame().shape(), weights, sources, handles, engine, batch);
    List<Made> made = jobs.stream().map(primitives::make).toList();
    long activations = place();
    long scratch = 0;
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      steps.add(step(jobs.get(i), made.get(i), activations));
      scratch = Math.max(scratch, dnnl_memory_desc_get_size(scratchpad(made.get(i))));
    }
    List<Plan.Result> results = new ArrayList<>();
    blueprint.graph().heads().forEach((head, node) -> results.add(result(head, node)));
    return new Plan(handles, steps, views, results, activations + scratch);
  }

  private Plan.Result result(Head head, String node) {
    return new Plan.Result(head, offset(node), batch * blueprint.graph().shape(node).size());
  }

  private long offset(String node) {
    return Objects.requireNonNull(offsets.get(node), node);
  }

  /** Gives every activation its place, and tells how much memory that takes. */
  private long place() {
    Map<String, Integer> last = new HashMap<>();
    List<Job> jobs = blueprint.jobs();
    for (int i = 0; i < jobs.size(); i++) {
      last.put(jobs.get(i).name(), i);
      for (String input : jobs.get(i).inputs()) {
        last.put(input, i);
      }
    }
    blueprint.graph().heads().values().forEach(name -> last.put(name, jobs.size()));
    List<Arena.Life> lives = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      Job job = jobs.get(i);
      long bytes = (long) job.format().bytes() * batch * job.shape().size();
      lives.add(new Arena.Life(job.name(), bytes, i, last.getOrDefault(job.name(), i)));
    }
    long end = 0;
    for (Arena.Place place : Arena.plan(lives)) {
      offsets.put(place.life().name(), place.offset());
      end = Math.max(end, place.end());
    }
    return (end + 63) / 64 * 64;
  }

  private Step step(Job job, Made made, long scratch) {
    int count = made.operands().size() + 1;
    dnnl_exec_arg_t arguments = handles.own(new dnnl_exec_arg_t(count));
    for (int i = 0; i < count - 1; i++) {
      Operand operand = made.operands().get(i);
      arguments.position(i).arg(operand.argument()).memory(memory(operand));
    }
    dnnl_memory pad = view(scratchpad(made), false, scratch);
    arguments.position(count - 1).arg(DNNL_ARG_SCRATCHPAD).memory(pad);
    arguments.position(0);
    return new Step(
        job.name(),
        implementation(made.description()),
        handles.primitive(made.description(), job.name()),
        arguments,
        count);
  }

  private dnnl_memory memory(Operand operand) {
    if (operand instanceof Weight weight) {
      return weight.memory();
    }
    Activation activation = (Activation) operand;
    boolean pictures = activation.name().equals(Graph.PICTURES);
    return view(activation.description(), pictures, pictures ? 0 : offset(activation.name()));
  }

  private dnnl_memory view(dnnl_memory_desc description, boolean pictures, long offset) {
    dnnl_memory memory = handles.memory(description, engine, null);
    views.add(new Plan.View(memory, pictures, offset));
    return memory;
  }

  private static dnnl_memory_desc scratchpad(Made made) {
    return dnnl_primitive_desc_query_md(made.description(), dnnl_query_scratchpad_md, 0);
  }

  private static String implementation(dnnl_primitive_desc description) {
    try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
      Handles.check(
          dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, name), "kernel");
      return name.getString(0);
    }
  }
}
