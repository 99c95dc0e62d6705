package io.github.googlenet4j.onednn.internal.nativelib;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The owner of native handles and memory. Closing it frees everything that was made through it, the
 * last first.
 *
 * <p>Not thread-safe. Each workspace, plan and store of weights has its own.
 */
public final class Handles implements AutoCloseable {
  private static final long ALIGNMENT = 64; // a cache line, and the widest vector

  private final Deque<Runnable> closers = new ArrayDeque<>();

  /**
   * Checks what a function of oneDNN returned.
   *
   * @param what was asked for, for the message
   * @throws IllegalStateException if the status is not success
   */
  public static void check(int status, String what) {
    if (status != dnnl_success) {
      throw new IllegalStateException(
          "%s: expected oneDNN to accept it, found status %d.".formatted(what, status));
    }
  }

  /** Closes a resource when this owner closes. */
  public <T extends AutoCloseable> T own(T resource) {
    closers.push(
        () -> {
          try {
            resource.close();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    return resource;
  }

  /** Runs something when this owner closes. */
  public void onClose(Runnable closer) {
    closers.push(closer);
  }

  public dnnl_engine engine() {
    dnnl_engine engine = new dnnl_engine();
    check(dnnl_engine_create(engine, dnnl_cpu, 0), "engine");
    closers.push(() -> dnnl_engine_destroy(engine));
    return engine;
  }

  public dnnl_stream stream(dnnl_engine engine) {
    dnnl_stream stream = new dnnl_stream();
    check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags), "stream");
    closers.push(() -> dnnl_stream_destroy(stream));
    return stream;
  }

  /**
   * A description of dense float32 memory.
   *
   * @param tag oneDNN's name of the order of dimensions
   */
  public dnnl_memory_desc describe(int tag, long... extents) {
    return describeAs(dnnl_f32, tag, extents);
  }

  /**
   * A description of dense memory.
   *
   * @param type oneDNN's number of the data type
   * @param tag oneDNN's name of the order of dimensions
   */
  public dnnl_memory_desc describeAs(int type, int tag, long... extents) {
    dnnl_memory_desc description = new dnnl_memory_desc();
    try (LongPointer dimensions = new LongPointer(extents)) {
      check(
          dnnl_memory_desc_create_with_tag(description, extents.length, dimensions, type, tag),
          "memory");
    }
    closers.push(() -> dnnl_memory_desc_destroy(description));
    return description;
  }

  /**
   * A description of strided float32 memory.
   *
   * @param strides values from one index to the next, in each dimension
   */
  public dnnl_memory_desc describeStrided(long[] extents, long[] strides) {
    dnnl_memory_desc description = new dnnl_memory_desc();
    check(
        dnnl_memory_desc_create_with_strides(
            description, extents.length, extents, dnnl_f32, strides),
        "memory");
    closers.push(() -> dnnl_memory_desc_destroy(description));
    return description;
  }

  /**
   * Attributes of a primitive whose scratchpad the caller provides. Only such primitives may run
   * concurrently.
   */
  public dnnl_primitive_attr attributes() {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    check(dnnl_primitive_attr_create(attributes), "attributes");
    closers.push(() -> dnnl_primitive_attr_destroy(attributes));
    check(
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
        "scratchpad");
    return attributes;
  }

  /**
   * Takes over a description that a {@code dnnl_..._primitive_desc_create} has just made.
   *
   * @param status what that function returned
   */
  public dnnl_primitive_desc keep(int status, dnnl_primitive_desc description, String what) {
    check(status, what);
    closers.push(() -> dnnl_primitive_desc_destroy(description));
    return description;
  }

  public dnnl_primitive primitive(dnnl_primitive_desc description, String what) {
    dnnl_primitive primitive = new dnnl_primitive();
    check(dnnl_primitive_create(primitive, description), what);
    closers.push(() -> dnnl_primitive_destroy(primitive));
    return primitive;
  }

  /** A view of memory that has another owner. Its address may be set later. */
  public dnnl_memory memory(
      dnnl_memory_desc description, dnnl_engine engine, @Nullable Pointer data) {
    dnnl_memory memory = new dnnl_memory();
    check(dnnl_memory_create(memory, description, engine, data), "memory");
    closers.push(() -> dnnl_memory_destroy(memory));
    return memory;
  }

  /**
   * Native memory that starts on a cache line. JavaCPP does not count it: its limit depends on the
   * size of the heap, and it collects garbage when the limit is reached.
   */
  public BytePointer allocate(long bytes) {
    Pointer block = Pointer.malloc(bytes + ALIGNMENT);
    if (block == null || block.isNull()) {
      throw new OutOfMemoryError(
          "oneDNN: expected %d bytes of native memory, found too little. Use smaller batches."
              .formatted(bytes));
    }
    closers.push(() -> Pointer.free(block));
    long skip = Math.floorMod(-block.address(), ALIGNMENT);
    return new BytePointer(block).getPointer(skip).capacity(bytes);
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
