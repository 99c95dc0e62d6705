package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Head;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A network compiled for one batch size: primitives in order, and where in memory each reads and
 * writes.
 *
 * <p>It runs in the memory that it is bound to. It belongs to one lane and is not thread-safe.
 */
final class Plan implements AutoCloseable {
  /** A view of memory at some distance from the start of the lane's block, or of its pictures. */
  record View(dnnl_memory memory, boolean pictures, long offset) {}

  /** Where a head's result lies in the lane's block. */
  record Result(Head head, long offset, int size) {}

  private final Handles handles;
  private final Step[] steps; // an array: a list's iterator would be garbage in every run
  private final List<View> views;
  private final List<Result> results;
  private final long bytes;

  Plan(Handles handles, List<Step> steps, List<View> views, List<Result> results, long bytes) {
    this.handles = handles;
    this.steps = steps.toArray(Step[]::new);
    this.views = views;
    this.results = results;
    this.bytes = bytes;
  }

  /** Memory that it needs beside the pictures. */
  long bytes() {
    return bytes;
  }

  List<Result> results() {
    return results;
  }

  /** Reads and writes here from now on. */
  void bind(BytePointer block, BytePointer pictures) {
    for (View view : views) {
      try (Pointer place = (view.pictures() ? pictures : block).getPointer(view.offset())) {
        Handles.check(dnnl_memory_set_data_handle(view.memory(), place), "memory");
      }
    }
  }

  void run(dnnl_stream stream) {
    for (Step step : steps) {
      step.run(stream);
    }
    Handles.check(dnnl_stream_wait(stream), "stream");
  }

  /** oneDNN's name of the kernel that computes each node. */
  Map<String, String> implementations() {
    Map<String, String> names = new LinkedHashMap<>();
    for (Step step : steps) {
      names.put(step.node(), step.implementation());
    }
    return names;
  }

  @Override
  public void close() {
    handles.close();
  }
}
