package io.github.googlenet4j.torch.internal.cuda;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Work of LibTorch recorded once and launched again and again with one call, with the same
 * addresses: what it reads has to lie where it lay, what it wrote lies where it was. Owns the
 * memory that the recorded work needs.
 *
 * <p>LibTorch's class {@code at::cuda::CUDAGraph} (ATen/cuda/CUDAGraph.h) does it; JavaCPP does not
 * bind that class, so its members are called by their names in the library. A C++ exception cannot
 * pass through such a call, so everything that can be checked is checked before: the capture's
 * state before it is ended. What is left is that memory does not suffice for the finished graph
 * itself, some megabytes. A graph is launched by CUDA's own function, which returns errors.
 */
public final class CapturedGraph implements AutoCloseable {
  private static final String PREFIX = "_ZN2at4cuda9CUDAGraph";

  /** Room for the C++ object, of which some hundred bytes are used. */
  private static final int OBJECT_BYTES = 4096;

  /** Other threads' work does not disturb the capture: {@code cudaStreamCaptureModeThreadLocal}. */
  private static final int THREAD_LOCAL = 1;

  private static final Queue<Memory> ABANDONED = new ConcurrentLinkedQueue<>();

  private final NativeLibrary library = NativeLibrary.getInstance("libtorch_cuda.so");
  private final Memory object = new Memory(OBJECT_BYTES);
  private final long executable;
  private boolean closed;

  /**
   * Records what {@code work} gives to the stream; nothing is computed. LibTorch's caches have to
   * be warm: run the same work before, on the same stream.
   *
   * @throws IllegalStateException if the work asks for what a capture forbids
   * @throws RuntimeException what the work throws, such as that memory does not suffice
   */
  public CapturedGraph(CudaStream stream, Runnable work) {
    object.clear();
    stream.synchronize(); // an error that is still to come would be thrown by the next call
    call("C1Eb", object, false);
    call("13capture_beginESt4pairIyyE21cudaStreamCaptureMode", object, 0L, 0L, THREAD_LOCAL);
    boolean done = false;
    try {
      work.run();
      IntByReference status = new IntByReference();
      CudaRuntime.check(
          CudaRuntime.get().cudaStreamIsCapturing(stream.address(), status), "a capture");
      done = status.getValue() == CudaRuntime.CAPTURE_ACTIVE;
      if (!done) {
        throw new IllegalStateException(
            "CUDA: expected work that can be captured, found a call that waits for the GPU.");
      }
    } finally {
      if (!done) {
        abandon(stream);
      }
    }
    call("11capture_endEv", object);
    Object handle = function("19raw_cuda_graph_execEv").invoke(long.class, new Object[] {object});
    executable = (Long) handle;
  }

  /**
   * Ends a capture that failed. The object is left as it is, because its members would throw, and
   * is kept: LibTorch's allocator still refers to it.
   */
  private void abandon(CudaStream stream) {
    ABANDONED.add(object);
    CudaRuntime.get().cudaStreamEndCapture(stream.address(), new PointerByReference());
  }

  /** Gives all of the recorded work to the stream. */
  public void launch(CudaStream stream) {
    CudaRuntime.check(
        CudaRuntime.get().cudaGraphLaunch(executable, stream.address()), "a captured graph");
  }

  private Function function(String member) {
    return library.getFunction(PREFIX + member);
  }

  private void call(String member, Object... arguments) {
    function(member).invoke(void.class, arguments);
  }

  /** Frees the graph and its memory; its stream must have nothing left to do. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      call("D1Ev", object);
      object.close();
    }
  }
}
