package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Head;
import java.util.ArrayList;
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
  /**
   * A view of memory at some distance from the start of the lane's block, or of its pictures.
   *
   * @param apart bytes from there to the same activation's place the next time; 0 if it stays
   */
  record View(dnnl_memory memory, boolean pictures, long offset, long apart) {}

  /** Steps that are taken so many times, for other pictures each time. */
  record Part(List<Step> steps, List<View> views, int times) {}

  /** A view that moves, and all its places. */
  private record Moving(dnnl_memory memory, List<Pointer> places) {}

  /** A part in its memory. It counts where it could iterate: an iterator is garbage. */
  private record Bound(List<Step> steps, List<Moving> moving, int times) {
    void run(dnnl_stream stream) {
      for (int time = 0; time < times; time++) {
        for (int i = 0; i < moving.size(); i++) {
          Moving each = moving.get(i);
          int status = dnnl_memory_set_data_handle(each.memory, each.places.get(time));
          Handles.check(status, "memory");
        }
        for (int i = 0; i < steps.size(); i++) {
          steps.get(i).run(stream);
        }
      }
    }
  }

  /** Where a head's result lies in the lane's block. */
  record Result(Head head, long offset, int size) {}

  private final Handles handles;
  private final List<Part> parts;
  private final List<Bound> bound = new ArrayList<>();
  private final List<Result> results;
  private final long bytes;

  Plan(Handles handles, List<Part> parts, List<Result> results, long bytes) {
    this.handles = handles;
    this.parts = List.copyOf(parts);
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
    bound.clear();
    for (Part part : parts) {
      List<Moving> moving = new ArrayList<>();
      for (View view : part.views()) {
        BytePointer start = view.pictures() ? pictures : block;
        List<Pointer> places = new ArrayList<>();
        for (int time = 0; time < (view.apart() == 0 ? 1 : part.times()); time++) {
          places.add(start.getPointer(view.offset() + time * view.apart()));
        }
        Handles.check(dnnl_memory_set_data_handle(view.memory(), places.get(0)), "memory");
        if (places.size() > 1) {
          moving.add(new Moving(view.memory(), places));
        }
      }
      bound.add(new Bound(part.steps(), moving, part.times()));
    }
  }

  void run(dnnl_stream stream) {
    for (int i = 0; i < bound.size(); i++) {
      bound.get(i).run(stream);
    }
    Handles.check(dnnl_stream_wait(stream), "stream");
  }

  /** oneDNN's name of the kernel that computes each node. */
  Map<String, String> implementations() {
    Map<String, String> names = new LinkedHashMap<>();
    for (Step step : parts.stream().flatMap(part -> part.steps().stream()).toList()) {
      names.merge(
          step.node(),
          step.implementation(),
          (all, one) -> all.contains(one) ? all : all + " and " + one);
    }
    return names;
  }

  @Override
  public void close() {
    handles.close();
  }
}
