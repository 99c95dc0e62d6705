package io.github.googlenet4j.onednn.internal.plan;

import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * A network compiled for one batch size and some threads: each one's primitives in order, and where
 * in memory each reads and writes.
 *
 * <p>It runs in the memory that it is bound to. It belongs to one workspace and is not thread-safe.
 */
public final class Plan implements AutoCloseable {
  private final Handles handles;
  private final List<List<CompiledSection>> threads;
  private final long[] outputs;
  private final long bytes;

  /**
   * @param threads what each thread does, in as many parts as the others; between parts, all wait
   *     for each other
   * @param outputs where in the block each of the blueprint's results lies
   */
  Plan(Handles handles, List<List<CompiledSection>> threads, long[] outputs, long bytes) {
    this.handles = handles;
    this.threads = threads.stream().map(List::copyOf).toList();
    this.outputs = outputs;
    this.bytes = bytes;
  }

  /** Memory that it needs beside the pictures. */
  long bytes() {
    return bytes;
  }

  /** Where in the block, in bytes, the results of this number lie. */
  long outputOffset(int output) {
    return outputs[output];
  }

  /** Reads and writes here from now on. */
  void bind(BytePointer block, BytePointer pictures) {
    threads.forEach(sections -> sections.forEach(section -> section.bind(block, pictures)));
  }

  /**
   * Does one thread's part of a run. Before each of its own parts, and at the end, it waits for the
   * other threads.
   *
   * @param stream of this thread alone
   * @param barrier of all of them
   */
  public void run(int thread, dnnl_stream stream, SpinBarrier barrier) {
    List<CompiledSection> sections = threads.get(thread);
    for (int i = 0; i < sections.size(); i++) {
      barrier.await();
      sections.get(i).run(stream);
    }
    Handles.check(dnnl_stream_wait(stream), "stream");
    barrier.await();
  }

  /** oneDNN's name of the kernel that computes each node. */
  public Map<String, String> kernels() {
    Map<String, String> names = new LinkedHashMap<>();
    for (PreparedPrimitive primitive :
        threads.stream()
            .flatMap(List::stream)
            .flatMap(section -> section.primitives().stream())
            .toList()) {
      names.merge(
          primitive.node(),
          primitive.implementation(),
          (all, one) -> all.contains(one) ? all : all + " and " + one);
    }
    return names;
  }

  @Override
  public void close() {
    handles.close();
  }
}
