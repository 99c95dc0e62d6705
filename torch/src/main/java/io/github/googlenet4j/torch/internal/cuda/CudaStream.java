package io.github.googlenet4j.torch.internal.cuda;

import com.sun.jna.ptr.PointerByReference;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Stream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * A queue of work on the GPU. Owns it.
 *
 * <p>LibTorch takes a stream made by somebody else by its address: the identifier of such a stream
 * has 0 as its lowest bit, that of LibTorch's own streams has 1 (c10/cuda/CUDAStream.cpp).
 */
public final class CudaStream implements AutoCloseable {
  private final long address;

  /** A stream that does not wait for the default stream. */
  public CudaStream() {
    CudaRuntime runtime = CudaRuntime.get();
    CudaRuntime.check(runtime.cudaSetDevice(0), "choosing the GPU");
    PointerByReference made = new PointerByReference();
    CudaRuntime.check(
        runtime.cudaStreamCreateWithFlags(made, CudaRuntime.NON_BLOCKING), "making a stream");
    address = com.sun.jna.Pointer.nativeValue(made.getValue());
  }

  long address() {
    return address;
  }

  /** While open, what this thread asks of LibTorch goes to this stream. */
  public final class Use implements AutoCloseable {
    private final Stream before;

    private Use() {
      before = (Stream) torch.getCurrentStream((byte) 0).retainReference();
      try (Device device = new Device(DeviceType.CUDA, (byte) 0);
          Stream mine = new Stream(Stream.Unsafe.UNSAFE, device, address)) {
        torch.setCurrentStream(mine);
      }
    }

    @Override
    public void close() {
      torch.setCurrentStream(before);
      before.releaseReference();
    }
  }

  /** Makes it the calling thread's current stream. */
  public Use use() {
    return new Use();
  }

  /** Waits until all work given so far is done. */
  public void synchronize() {
    CudaRuntime.check(CudaRuntime.get().cudaStreamSynchronize(address), "the GPU's work");
  }

  /** Work given from now on begins after the event. */
  public void await(CudaEvent event) {
    CudaRuntime.check(
        CudaRuntime.get().cudaStreamWaitEvent(address, event.address(), 0), "waiting for an event");
  }

  /**
   * Copies pinned memory to the GPU, beside what other streams do.
   *
   * @param to address on the GPU
   */
  public void copyToDevice(long to, PinnedMemory from, long bytes) {
    CudaRuntime.check(
        CudaRuntime.get()
            .cudaMemcpyAsync(to, from.address(), bytes, CudaRuntime.HOST_TO_DEVICE, address),
        "a copy to the GPU");
  }

  /** Copies memory of the GPU to pinned memory; wait for an event before reading it. */
  public void copyToHost(PinnedMemory to, long from, long bytes) {
    CudaRuntime.check(
        CudaRuntime.get()
            .cudaMemcpyAsync(to.address(), from, bytes, CudaRuntime.DEVICE_TO_HOST, address),
        "a copy from the GPU");
  }

  @Override
  public void close() {
    CudaRuntime.get().cudaStreamSynchronize(address);
    CudaRuntime.get().cudaStreamDestroy(address);
  }
}
