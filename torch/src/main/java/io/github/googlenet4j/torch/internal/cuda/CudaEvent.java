package io.github.googlenet4j.torch.internal.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** A mark in a stream that can be waited for. Owns it. */
public final class CudaEvent implements AutoCloseable {
  private final long address;

  /** A mark that counts as reached until it is first recorded. */
  public CudaEvent() {
    PointerByReference made = new PointerByReference();
    CudaRuntime.check(
        CudaRuntime.get().cudaEventCreateWithFlags(made, CudaRuntime.DISABLE_TIMING),
        "making an event");
    address = Pointer.nativeValue(made.getValue());
  }

  long address() {
    return address;
  }

  /** Puts the mark behind all work that the stream was given. */
  public void record(CudaStream stream) {
    CudaRuntime.check(
        CudaRuntime.get().cudaEventRecord(address, stream.address()), "recording an event");
  }

  /** Waits until the stream has come to the mark. */
  public void synchronize() {
    CudaRuntime.check(CudaRuntime.get().cudaEventSynchronize(address), "the GPU's work");
  }

  @Override
  public void close() {
    CudaRuntime.get().cudaEventDestroy(address);
  }
}
