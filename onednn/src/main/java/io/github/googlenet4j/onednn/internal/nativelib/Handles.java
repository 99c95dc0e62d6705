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
 * The owner of native handles and memory: whatever is made through it is freed with it, last first.
 *
 * <p>Not thread-safe; each workspace, plan and store of weights has its own.
 */
public final class Handles implements AutoCloseable {
  private static final long ALIGNMENT = 64; // a cache line, and the widest vector

  private final Deque<Runnable> closers = new ArrayDeque<>();

  /** Throws if oneDNN did not do what it was asked to. */
  public static void check(int status, String what) {
    if (status != dnnl_success) {
      throw new IllegalStateException(
          "%s: expected oneDNN to accept it, found status %d.".formatted(what, status));
    }
  }

  /** Frees this when the owner closes. */
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

  /** Does this when the owner closes. */
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

  /** A description of float32 memory with this order of dimensions. */
  public dnnl_memory_desc describe(int tag, long... extents) {
    return describeAs(dnnl_f32, tag, extents);
  }

  /** A description of memory of this type. */
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
   * A description of float32 memory whose neighbours in each dimension are so many values apart.
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
   * Attributes with a scratchpad of the caller's, which makes primitives safe to run concurrently.
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

  /** Keeps a description that some {@code dnnl_..._primitive_desc_create} has just made. */
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

  /** A view of memory; whose it is, and where it lies, is set apart. */
  public dnnl_memory memory(
      dnnl_memory_desc description, dnnl_engine engine, @Nullable Pointer data) {
    dnnl_memory memory = new dnnl_memory();
    check(dnnl_memory_create(memory, description, engine, data), "memory");
    closers.push(() -> dnnl_memory_destroy(memory));
    return memory;
  }

  /**
   * Native memory that starts on a cache line. It bypasses JavaCPP's accounting, which ties native
   * memory to the size of the heap and collects garbage when it has had enough.
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
