package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The network's weights, in the memory layouts that its primitives chose.
 *
 * <p>Shared by all plans: a second plan that wants the same layout gets the same memory. Another
 * layout is reordered from the first one, so that the original weights need not be kept.
 * Thread-safe.
 */
public final class PreparedWeights implements AutoCloseable {
  private record Layout(dnnl_memory_desc description, dnnl_memory memory) {}

  private final Handles handles = new Handles();
  private final dnnl_engine engine;
  private final dnnl_stream stream;
  private final Map<String, List<Layout>> layouts = new HashMap<>();

  public PreparedWeights(dnnl_engine engine) {
    this.engine = engine;
    this.stream = handles.stream(engine);
  }

  /**
   * A tensor in a layout.
   *
   * @param source its values; called only if the tensor is in no layout yet
   * @param tag the order of dimensions of the source
   * @param wanted the layout; its owner may close it afterwards
   */
  synchronized dnnl_memory get(
      String name, Supplier<Tensor> source, int tag, long[] extents, dnnl_memory_desc wanted) {
    List<Layout> known = layouts.computeIfAbsent(name, key -> new ArrayList<>());
    for (Layout layout : known) {
      if (dnnl_memory_desc_equal(layout.description(), wanted) != 0) {
        return layout.memory();
      }
    }
    dnnl_memory_desc description = new dnnl_memory_desc();
    Handles.check(dnnl_memory_desc_clone(description, wanted), name);
    handles.onClose(() -> dnnl_memory_desc_destroy(description));
    BytePointer data = handles.allocate(dnnl_memory_desc_get_size(description));
    dnnl_memory memory = handles.memory(description, engine, data);
    try (Handles temporary = new Handles()) {
      Layout from = known.isEmpty() ? given(temporary, source.get(), tag, extents) : known.get(0);
      reorder(temporary, from, new Layout(description, memory), name);
    }
    known.add(new Layout(description, memory));
    return memory;
  }

  /**
   * The weights of a convolution as int8. They are kept in plain order too: oneDNN cannot reorder
   * every int8 layout into another one.
   */
  synchronized dnnl_memory getInt8(
      String name, Supplier<Tensor> source, long[] extents, dnnl_memory_desc wanted) {
    String key = name + " integers";
    if (!layouts.containsKey(key)) {
      Tensor tensor = source.get();
      byte[] integers = Quantization.integers(tensor, Quantization.scales(tensor));
      dnnl_memory_desc plain = handles.describeAs(dnnl_s8, dnnl_oihw, extents);
      BytePointer data = handles.allocate(integers.length);
      data.put(integers);
      layouts.put(
          key, new ArrayList<>(List.of(new Layout(plain, handles.memory(plain, engine, data)))));
    }
    return get(key, source, dnnl_oihw, extents, wanted);
  }

  /**
   * The original values of a tensor, reordered from a layout that exists. If there is none, the
   * tensor is kept in plain order, for later layouts.
   *
   * @param tag the order of dimensions of the source and of the result
   */
  synchronized Tensor plain(
      String name, Function<String, Tensor> source, int tag, long... extents) {
    try (Handles temporary = new Handles()) {
      dnnl_memory_desc description = temporary.describe(tag, extents);
      List<Layout> known = layouts.getOrDefault(name, List.of());
      dnnl_memory memory;
      if (known.isEmpty()) {
        memory = get(name, () -> source.apply(name), tag, extents, description);
      } else {
        BytePointer data = temporary.allocate(dnnl_memory_desc_get_size(description));
        memory = temporary.memory(description, engine, data);
        reorder(temporary, known.get(0), new Layout(description, memory), name);
      }
      List<Integer> shape = Arrays.stream(extents).mapToObj(Math::toIntExact).toList();
      float[] values = new float[shape.stream().reduce(1, Math::multiplyExact)];
      try (PointerPointer<FloatPointer> data = new PointerPointer<>(1)) {
        Handles.check(dnnl_memory_get_data_handle(memory, data), name);
        data.get(FloatPointer.class).get(values);
      }
      return new Tensor(shape, values);
    }
  }

  private Layout given(Handles temporary, Tensor tensor, int tag, long[] extents) {
    dnnl_memory_desc description = temporary.describe(tag, extents);
    BytePointer data = temporary.allocate(4L * tensor.values().length);
    new FloatPointer(data).put(tensor.values());
    return new Layout(description, temporary.memory(description, engine, data));
  }

  private void reorder(Handles temporary, Layout from, Layout to, String name) {
    dnnl_primitive_desc reorder = new dnnl_primitive_desc();
    int status =
        dnnl_reorder_primitive_desc_create(
            reorder, from.description(), engine, to.description(), engine, null);
    temporary.keep(status, reorder, name);
    try (dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(2)) {
      arguments.position(0).arg(DNNL_ARG_FROM).memory(from.memory());
      arguments.position(1).arg(DNNL_ARG_TO).memory(to.memory());
      arguments.position(0);
      Handles.check(
          dnnl_primitive_execute(temporary.primitive(reorder, name), stream, 2, arguments), name);
      Handles.check(dnnl_stream_wait(stream), name);
    }
  }

  @Override
  public synchronized void close() {
    layouts.clear();
    handles.close();
  }
}
