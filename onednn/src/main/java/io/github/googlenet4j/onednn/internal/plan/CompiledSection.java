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
 * Steps that are taken so many times, for other pictures each time, and the memory in which they
 * read and write.
 */
final class CompiledSection {
  /**
   * A view of memory at some distance from the start of the workspace's block, or of its pictures.
   *
   * @param apart bytes from there to the same activation's place the next time; 0 if it stays
   */
  record View(dnnl_memory memory, boolean inPictures, long offset, long apart) {
    private Pointer place(BytePointer block, BytePointer pictures, int time) {
      return (inPictures ? pictures : block).getPointer(offset + time * apart);
    }
  }

  private final List<PreparedPrimitive> steps;
  private final List<View> views;
  private final int times;
  private final List<View> moving;
  private final List<List<Pointer>> places = new ArrayList<>(); // of each that moves, by time

  CompiledSection(List<PreparedPrimitive> steps, List<View> views, int times) {
    this.steps = List.copyOf(steps);
    this.views = List.copyOf(views);
    this.times = times;
    this.moving = views.stream().filter(view -> times > 1 && view.apart() != 0).toList();
  }

  List<PreparedPrimitive> steps() {
    return steps;
  }

  /** Reads and writes here from now on. */
  void bind(BytePointer block, BytePointer pictures) {
    places.clear();
    for (View view : views) {
      set(view.memory(), view.place(block, pictures, 0));
    }
    for (View view : moving) {
      List<Pointer> each = new ArrayList<>();
      for (int time = 0; time < times; time++) {
        each.add(view.place(block, pictures, time));
      }
      places.add(each);
    }
  }

  /** Takes the steps. It counts where it could iterate: an iterator is garbage. */
  void run(dnnl_stream stream) {
    for (int time = 0; time < times; time++) {
      for (int i = 0; i < moving.size(); i++) {
        set(moving.get(i).memory(), places.get(i).get(time));
      }
      for (int i = 0; i < steps.size(); i++) {
        steps.get(i).run(stream);
      }
    }
  }

  private static void set(dnnl_memory memory, Pointer place) {
    Handles.check(dnnl_memory_set_data_handle(memory, place), "memory");
  }
}
