package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * A network compiled for one batch size: primitives in order, and where in memory each reads and
 * writes.
 *
 * <p>It runs in the memory that it is bound to. It belongs to one workspace and is not thread-safe.
 */
final class Plan implements AutoCloseable {
  private final Handles handles;
  private final List<Part> parts;
  private final long[] results;
  private final long bytes;

  /**
   * @param results where in the block each of the blueprint's results lies
   */
  Plan(Handles handles, List<Part> parts, long[] results, long bytes) {
    this.handles = handles;
    this.parts = List.copyOf(parts);
    this.results = results;
    this.bytes = bytes;
  }

  /** Memory that it needs beside the pictures. */
  long bytes() {
    return bytes;
  }

  /** Where in the block, in bytes, the results of this number lie. */
  long offset(int result) {
    return results[result];
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
