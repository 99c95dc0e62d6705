package io.github.googlenet4j.torch.internal.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Host memory that the GPU reads and writes without the processor's help. Owns it. */
public final class PinnedMemory implements AutoCloseable {
  private final long address;
  private final long bytes;

  /**
   * @throws IllegalStateException if the system does not give so much
   */
  public PinnedMemory(long bytes) {
    PointerByReference made = new PointerByReference();
    if (CudaRuntime.get().cudaHostAlloc(made, bytes, 0) != 0) {
      throw new IllegalStateException(
          "pinned memory: expected %d bytes from the system, found too little. Use smaller batches."
              .formatted(bytes));
    }
    this.address = Pointer.nativeValue(made.getValue());
    this.bytes = bytes;
  }

  long address() {
    return address;
  }

  /** All of it, in native byte order; not to be used once this is closed. */
  public ByteBuffer buffer() {
    return new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    CudaRuntime.get().cudaFreeHost(address);
  }
}
