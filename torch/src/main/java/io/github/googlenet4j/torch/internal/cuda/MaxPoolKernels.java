package io.github.googlenet4j.torch.internal.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.github.googlenet4j.graph.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Max pooling on the GPU by kernels of our own ({@code max_pool.cu} says why), for tensors that are
 * channels last in memory. Results equal LibTorch's; gradients do too, but for the order of their
 * sums, which is fixed here.
 *
 * <p>A kernel is compiled when a window first needs it, in some tenths of a second, and kept for
 * the process; what the GPU holds of it is owned by this object. For one thread at a time.
 */
public final class MaxPoolKernels implements MaxPooling, AutoCloseable {
  private static final String SOURCE = "max_pool.cu";
  private static final int MOST_THREADS = 256;
  private static final int WARP = 32;

  private static final MemoryFormatOptional AS_IT_LIES = new MemoryFormatOptional();

  /** Machine code by the compiler's options. */
  private static final Map<List<String>, byte[]> COMPILED = new ConcurrentHashMap<>();

  private record Key(boolean bfloat16, int kernel, int stride, int padding) {}

  private record Kernel(Pointer module, Pointer forward, Pointer backward) {}

  private final CudaStream stream;
  private final Map<Key, Kernel> kernels = new HashMap<>();

  /** Kernels that run in this stream, which must be the current one whenever they are used. */
  public MaxPoolKernels(CudaStream stream) {
    this.stream = stream;
  }

  @Override
  public boolean fits(Tensor x) {
    boolean known = type(x) == ScalarType.BFloat16 || type(x) == ScalarType.Float;
    return known && x.size(1) % values(x) == 0 && x.is_contiguous(MemoryFormat.ChannelsLast);
  }

  private static ScalarType type(Tensor x) {
    return x.scalar_type().intern(); // JavaCPP makes a new object for each value that it returns
  }

  /** How many values a thread handles: 16 bytes. */
  private static int values(Tensor x) {
    return type(x) == ScalarType.BFloat16 ? 8 : 4;
  }

  @Override
  public Pooled forward(Tensor x, Window window, boolean gradient) {
    int rows = window.count((int) x.size(2));
    int columns = window.count((int) x.size(3));
    Tensor values =
        torch.empty(
            new long[] {x.size(0), x.size(1), rows, columns},
            x.options(),
            new MemoryFormatOptional(MemoryFormat.ChannelsLast));
    Tensor winners =
        gradient
            ? torch.empty_like(
                values, x.options().dtype(new ScalarTypeOptional(ScalarType.Byte)), AS_IT_LIES)
            : new Tensor();
    launch(
        kernel(x, window).forward(),
        Math.toIntExact(x.size(0) * rows),
        columns * channels(x),
        address(x),
        address(values),
        gradient ? address(winners) : 0L,
        (int) x.size(2),
        (int) x.size(3),
        channels(x),
        rows,
        columns);
    return new Pooled(values, winners);
  }

  @Override
  public void backward(
      Tensor gradient, Tensor winners, Window window, Tensor into, boolean accumulate) {
    Tensor dense = gradient.contiguous(MemoryFormat.ChannelsLast);
    launch(
        kernel(into, window).backward(),
        Math.toIntExact(into.size(0) * into.size(2)),
        Math.toIntExact(into.size(3) * channels(into)),
        address(dense),
        address(winners),
        address(into),
        (int) into.size(2),
        (int) into.size(3),
        channels(into),
        (int) dense.size(2),
        (int) dense.size(3),
        accumulate ? 1 : 0);
  }

  private static int channels(Tensor x) {
    return (int) x.size(1) / values(x);
  }

  private static long address(Tensor tensor) {
    return tensor.data_ptr().address();
  }

  /** Gives a kernel to the stream; arguments are addresses (long) and numbers (int). */
  private void launch(Pointer function, int blocks, int work, Object... arguments) {
    int threads = Math.min(MOST_THREADS, (work + WARP - 1) / WARP * WARP);
    try (Memory values = new Memory((long) arguments.length * Long.BYTES);
        Memory addresses = new Memory((long) arguments.length * Native.POINTER_SIZE)) {
      for (int i = 0; i < arguments.length; i++) {
        long offset = (long) i * Long.BYTES;
        if (arguments[i] instanceof Long address) {
          values.setLong(offset, address);
        } else {
          values.setInt(offset, (Integer) arguments[i]);
        }
        addresses.setPointer((long) i * Native.POINTER_SIZE, values.share(offset));
      }
      CudaDriver.check(
          CudaDriver.get()
              .cuLaunchKernel(
                  function,
                  blocks,
                  1,
                  1,
                  threads,
                  1,
                  1,
                  0,
                  stream.address(),
                  addresses,
                  Pointer.NULL),
          "max pooling");
    }
  }

  private Kernel kernel(Tensor x, Window window) {
    Key key =
        new Key(type(x) == ScalarType.BFloat16, window.kernel(), window.stride(), window.padding());
    return kernels.computeIfAbsent(key, MaxPoolKernels::load);
  }

  private static Kernel load(Key key) {
    List<String> options =
        List.of(
            "--gpu-architecture=sm_" + Gpu.generation(),
            "-DBFLOAT16=" + (key.bfloat16() ? 1 : 0),
            "-DKERNEL=" + key.kernel(),
            "-DSTRIDE=" + key.stride(),
            "-DPADDING=" + key.padding());
    byte[] code = COMPILED.computeIfAbsent(options, all -> Nvrtc.compile(source(), SOURCE, all));
    PointerByReference module = new PointerByReference();
    CudaDriver.check(CudaDriver.get().cuModuleLoadData(module, code), "loading " + SOURCE);
    return new Kernel(
        module.getValue(),
        function(module.getValue(), "forward"),
        function(module.getValue(), "backward"));
  }

  private static Pointer function(Pointer module, String name) {
    PointerByReference function = new PointerByReference();
    CudaDriver.check(
        CudaDriver.get().cuModuleGetFunction(function, module, name), "finding " + name);
    return function.getValue();
  }

  private static String source() {
    try (InputStream in =
        Objects.requireNonNull(MaxPoolKernels.class.getResourceAsStream(SOURCE), SOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kernels.values().forEach(kernel -> CudaDriver.get().cuModuleUnload(kernel.module()));
    kernels.clear();
  }
}
