package io.github.googlenet4j.onednn.internal.plan;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The primitives of a section for one thread, and their views of memory. They run several times,
 * each time for the next pictures of the batch.
 */
final class CompiledSection {
  /**
   * A view of the workspace's memory.
   *
   * @param inPictures whether it is in the memory of the input pictures
   * @param offset bytes from the begin of that memory
   * @param stride bytes to the view of the next repetition; 0 if all repetitions use the same
   */
  record MemoryView(dnnl_memory memory, boolean inPictures, long offset, long stride) {
    private Pointer address(BytePointer block, BytePointer pictures, int repetition) {
      return (inPictures ? pictures : block).getPointer(offset + repetition * stride);
    }
  }

  private final List<PreparedPrimitive> primitives;
  private final List<MemoryView> views;
  private final int repetitions;
  private final List<MemoryView> moving;
  private final List<List<Pointer>> addresses =
      new ArrayList<>(); // of each moving view, by repetition

  CompiledSection(List<PreparedPrimitive> primitives, List<MemoryView> views, int repetitions) {
    this.primitives = List.copyOf(primitives);
    this.views = List.copyOf(views);
    this.repetitions = repetitions;
    this.moving = views.stream().filter(view -> repetitions > 1 && view.stride() != 0).toList();
  }

  List<PreparedPrimitive> primitives() {
    return primitives;
  }

  /** Sets the memory in which it reads and writes. */
  void bind(BytePointer block, BytePointer pictures) {
    addresses.clear();
    for (MemoryView view : views) {
      set(view.memory(), view.address(block, pictures, 0));
    }
    for (MemoryView view : moving) {
      List<Pointer> each = new ArrayList<>();
      for (int repetition = 0; repetition < repetitions; repetition++) {
        each.add(view.address(block, pictures, repetition));
      }
      addresses.add(each);
    }
  }

  /** Runs all repetitions. Indexed loops: iterators would allocate. */
  void run(dnnl_stream stream) {
    for (int repetition = 0; repetition < repetitions; repetition++) {
      for (int i = 0; i < moving.size(); i++) {
        set(moving.get(i).memory(), addresses.get(i).get(repetition));
      }
      for (int i = 0; i < primitives.size(); i++) {
        primitives.get(i).run(stream);
      }
    }
  }

  private static void set(dnnl_memory memory, Pointer address) {
    Handles.check(dnnl_memory_set_data_handle(memory, address), "memory");
  }
}
