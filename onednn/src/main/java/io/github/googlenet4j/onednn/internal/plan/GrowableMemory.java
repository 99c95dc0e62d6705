package io.github.googlenet4j.onednn.internal.plan;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/** Native memory that grows. Its content is lost when it grows. */
final class GrowableMemory implements AutoCloseable {
  private Handles handles = new Handles();
  private BytePointer start = new BytePointer();
  private FloatBuffer floats = FloatBuffer.allocate(0);

  /** Makes it at least this large, and tells whether its address has changed. */
  boolean grow(long bytes) {
    if (bytes <= start.capacity()) {
      return false;
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "batch: expected one that takes at most 2 GiB, found %d bytes. Use smaller batches."
              .formatted(bytes));
    }
    close(); // first: if the new memory cannot be had, the old address must not be used
    start = handles.allocate(bytes);
    floats = new FloatPointer(start).capacity(bytes / Float.BYTES).asBuffer();
    return true;
  }

  BytePointer start() {
    return start;
  }

  /** The same memory as floats. */
  FloatBuffer floats() {
    return floats;
  }

  @Override
  public void close() {
    handles.close();
    handles = new Handles();
    start = new BytePointer();
    floats = FloatBuffer.allocate(0);
  }
}
