package io.github.googlenet4j.serve.load;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Direct buffers of one size, used again: there are as many as were needed at the same time. */
final class FloatBuffers {
  private final Queue<FloatBuffer> free = new ConcurrentLinkedQueue<>();
  private final int size;

  FloatBuffers(int size) {
    this.size = size;
  }

  static FloatBuffer allocate(long size) {
    return ByteBuffer.allocateDirect(Math.toIntExact(Float.BYTES * size))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  FloatBuffer take() {
    FloatBuffer buffer = free.poll();
    return buffer == null ? allocate(size) : buffer;
  }

  void giveBack(FloatBuffer buffer) {
    free.add(buffer);
  }
}
