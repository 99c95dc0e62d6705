package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;

import io.github.googlenet4j.graph.Head;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * A network compiled for one batch size: primitives in order, and where in memory each reads and
 * writes.
 *
 * <p>It runs in the memory that it is bound to. It belongs to one lane and is not thread-safe.
 */
final class Plan implements AutoCloseable {
  /** Where a head's result lies in the lane's block. */
  record Result(Head head, long offset, int size) {}

  private final Handles handles;
  private final List<Part> parts;
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
    parts.forEach(part -> part.bind(block, pictures));
  }

  void run(dnnl_stream stream) {
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).run(stream);
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
