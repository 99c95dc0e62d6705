package io.github.googlenet4j.onednn.internal.plan;

import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * A network compiled for one batch size and a number of threads: the primitives of each thread in
 * order, with the memory in which they read and write.
 *
 * <p>Belongs to one workspace, and runs in its memory. Not thread-safe, except that each of its
 * threads calls {@link #run} at the same time.
 */
public final class Plan implements AutoCloseable {
  private final Handles handles;
  private final List<List<CompiledSection>> threads;
  private final long[] outputs;
  private final long bytes;

  /**
   * @param threads the sections of each thread, equally many; all threads wait for each other
   *     between sections
   * @param outputs offset of each output of the network, in bytes
   * @param bytes memory that it needs beside the pictures
   */
  Plan(Handles handles, List<List<CompiledSection>> threads, long[] outputs, long bytes) {
    this.handles = handles;
    this.threads = threads.stream().map(List::copyOf).toList();
    this.outputs = outputs;
    this.bytes = bytes;
  }

  /** Memory that it needs beside the input pictures. */
  long bytes() {
    return bytes;
  }

  /** Offset of an output of the network in the activations' memory, in bytes. */
  long outputOffset(int output) {
    return outputs[output];
  }

  /** Sets the memory in which it reads and writes. */
  void bind(BytePointer block, BytePointer pictures) {
    threads.forEach(sections -> sections.forEach(section -> section.bind(block, pictures)));
  }

  /**
   * Computes one thread's share. Waits for the other threads before each section and at the end.
   *
   * @param stream used by this thread only
   * @param barrier of all threads
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

  /** oneDNN's names of the kernels, by node. */
  public Map<String, String> kernels() {
    Map<String, String> names = new LinkedHashMap<>();
    for (PreparedPrimitive primitive :
        threads.stream()
            .flatMap(List::stream)
            .flatMap(section -> section.primitives().stream())
            .toList()) {
      names.merge(
          primitive.node(),
          primitive.kernel(),
          (all, one) -> all.contains(one) ? all : all + " and " + one);
    }
    return names;
  }

  @Override
  public void close() {
    handles.close();
  }
}
