package io.github.googlenet4j.onednn.internal.plan;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.plan.ExecutionSchedule.SectionRun;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNetwork;
import io.github.googlenet4j.onednn.internal.primitive.Operand;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Intermediate;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Weight;
import io.github.googlenet4j.onednn.internal.primitive.PrimitiveCall;
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

/** Compiles a plan for one batch size: primitives first, then their addresses in memory. */
final class PlanBuilder {
  private final dnnl_engine engine;
  private final Handles handles = new Handles();
  private final IdentityHashMap<dnnl_primitive_desc, dnnl_primitive> primitives =
      new IdentityHashMap<>();
  private final ExecutionSchedule schedule;
  private long intermediates; // offset of a thread's results between the calls of a node
  private long scratchpad; // offset of a thread's scratchpad for oneDNN
  private long end; // of all memory so far

  private PlanBuilder(CompilationInputs compilation, int batch, int threads) {
    engine = compilation.engine();
    try {
      schedule =
          threads == 1
              ? ExecutionSchedule.forOneThread(compilation, handles, batch)
              : ExecutionSchedule.sharedByRows(compilation, handles, batch, threads);
    } catch (RuntimeException | Error e) {
      handles.close();
      throw e;
    }
  }

  /**
   * Compiles a plan.
   *
   * @param threads that run it; several share one picture at a time
   */
  static Plan build(CompilationInputs compilation, int batch, int threads) {
    PlanBuilder builder = new PlanBuilder(compilation, batch, threads);
    try {
      return builder.build(compilation.network());
    } catch (RuntimeException | Error e) {
      builder.handles.close();
      throw e;
    }
  }

  private Plan build(LoweredNetwork network) {
    end = schedule.layout().bytes();
    List<List<CompiledSection>> sections = new ArrayList<>();
    for (List<SectionRun> runs : schedule.threads()) {
      intermediates = aligned(end); // after the memory of the threads before
      scratchpad =
          intermediates
              + aligned(runs.stream().mapToLong(SectionRun::intermediateBytes).max().orElse(0));
      end = scratchpad;
      sections.add(runs.stream().map(this::compile).toList());
    }
    long[] outputs =
        network.outputs().stream()
            .mapToLong(output -> schedule.layout().offset(output.node()))
            .toArray();
    return new Plan(handles, sections, outputs, end);
  }

  private static long aligned(long bytes) {
    return (bytes + 63) / 64 * 64;
  }

  private CompiledSection compile(SectionRun run) {
    List<PreparedPrimitive> prepared = new ArrayList<>();
    List<CompiledSection.MemoryView> views = new ArrayList<>();
    for (int i = 0; i < run.calls().size(); i++) {
      String node = run.section().nodes().get(i).name();
      for (PrimitiveCall call : run.calls().get(i).calls()) {
        prepared.add(prepare(node, call, run, views));
      }
    }
    return new CompiledSection(prepared, views, run.repetitions());
  }

  private PreparedPrimitive prepare(
      String node, PrimitiveCall call, SectionRun run, List<CompiledSection.MemoryView> views) {
    int count = call.operands().size() + 1;
    dnnl_exec_arg_t arguments = handles.own(new dnnl_exec_arg_t(count));
    for (int i = 0; i < count - 1; i++) {
      Operand operand = call.operands().get(i);
      arguments.position(i).arg(operand.argument()).memory(memory(operand, run, views));
    }
    dnnl_memory_desc pad =
        dnnl_primitive_desc_query_md(call.description(), dnnl_query_scratchpad_md, 0);
    end = Math.max(end, scratchpad + dnnl_memory_desc_get_size(pad));
    dnnl_memory padded = view(pad, false, scratchpad, 0, views);
    arguments.position(count - 1).arg(DNNL_ARG_SCRATCHPAD).memory(padded);
    arguments.position(0);
    return new PreparedPrimitive(
        node, kernel(call.description()), primitive(call.description(), node), arguments, count);
  }

  /** One primitive for all calls that differ only in their memory. */
  private dnnl_primitive primitive(dnnl_primitive_desc description, String name) {
    return primitives.computeIfAbsent(description, key -> handles.primitive(key, name));
  }

  private dnnl_memory memory(
      Operand operand, SectionRun run, List<CompiledSection.MemoryView> views) {
    if (operand instanceof Weight weight) {
      return weight.memory();
    } else if (operand instanceof Intermediate intermediate) {
      return view(
          intermediate.description(), false, intermediates + intermediate.offset(), 0, views);
    }
    Activation activation = (Activation) operand;
    long stride = schedule.layout().stride(activation.name());
    return view(
        activation.description(),
        activation.name().equals(Graph.PICTURES),
        schedule.layout().offset(activation.name()) + run.first() * stride + activation.offset(),
        run.pictures() * stride,
        views);
  }

  private dnnl_memory view(
      dnnl_memory_desc description,
      boolean pictures,
      long offset,
      long stride,
      List<CompiledSection.MemoryView> views) {
    dnnl_memory memory = handles.memory(description, engine, null);
    views.add(new CompiledSection.MemoryView(memory, pictures, offset, stride));
    return memory;
  }

  private static String kernel(dnnl_primitive_desc description) {
    try (PointerPointer<BytePointer> name = new PointerPointer<>(1)) {
      Handles.check(
          dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, name), "kernel");
      return name.getString(0);
    }
  }
}
