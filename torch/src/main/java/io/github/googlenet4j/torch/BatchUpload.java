package io.github.googlenet4j.torch;

import io.github.googlenet4j.torch.internal.cuda.CudaEvent;
import io.github.googlenet4j.torch.internal.cuda.CudaStream;
import io.github.googlenet4j.torch.internal.cuda.PinnedMemory;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Brings values from a buffer to the GPU, beside what it computes: through pinned memory and a
 * stream of its own, two uploads under way at most.
 *
 * <p>Values that are all whole numbers from 0 to 255, as pictures are whose colours were not
 * varied, travel as bytes: a quarter of the memory.
 */
@SuppressWarnings("try") // scopes act by being open
final class BatchUpload implements AutoCloseable {
  private static final int SLOTS = 2;
  private static final int PIECE = 1 << 16;
  private static final int FEW = 4;

  private final CudaStream stream = new CudaStream();
  private final Staging[] slots = new Staging[SLOTS];
  private final ForkJoinPool threads;
  private int turn;

  /** Pinned memory, its twin on the GPU, and how far their use has come. */
  private static final class Staging implements AutoCloseable {
    final PinnedMemory host;
    final Tensor device;
    final CudaEvent arrived = new CudaEvent();
    final CudaEvent read = new CudaEvent();

    Staging(Hardware hardware, long bytes) {
      host = new PinnedMemory(bytes);
      try (PointerScope scope = new PointerScope()) {
        TensorOptions options =
            new TensorOptions(ScalarType.Byte).device(new DeviceOptional(hardware.device()));
        device =
            (Tensor)
                torch
                    .empty(new long[] {bytes}, options, new MemoryFormatOptional())
                    .retainReference();
      }
    }

    @Override
    public void close() {
      arrived.close();
      read.close();
      device.releaseReference();
      host.close();
    }
  }

  /**
   * @param most values in one upload
   */
  BatchUpload(Hardware hardware, long most) {
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Staging(hardware, most * Float.BYTES);
    }
    threads = new ForkJoinPool(hardware.threads());
    torch.synchronizeDevice((byte) 0); // whoever had this memory before is done with it
  }

  /**
   * Copies the first values of a buffer into a tensor on the GPU, in order. The buffer may be
   * changed once this returns.
   *
   * @param into contiguous; on {@code reader}, which goes on when the values are there
   */
  void upload(FloatBuffer values, Tensor into, CudaStream reader) {
    int count = Math.toIntExact(into.numel());
    Staging slot = slots[turn];
    turn = (turn + 1) % SLOTS;
    slot.arrived.synchronize(); // its last copy has left the host's memory
    ByteBuffer host = slot.host.buffer();
    boolean bytes = asBytes(values, host, count);
    if (!bytes) {
      asFloats(values, host.asFloatBuffer(), count);
    }
    stream.await(slot.read); // its last values were read on the GPU
    long size = bytes ? count : (long) count * Float.BYTES;
    stream.copyToDevice(slot.device.data_ptr().address(), slot.host, size);
    slot.arrived.record(stream);
    reader.await(slot.arrived);
    Tensor there = slot.device.narrow(0, 0, size);
    Tensor typed = bytes ? there : there.view(ScalarType.Float);
    into.copy_(typed.view(shape(into)));
    slot.read.record(reader);
  }

  private static long[] shape(Tensor tensor) {
    long[] shape = new long[(int) tensor.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.size(i);
    }
    return shape;
  }

  private boolean asBytes(FloatBuffer values, ByteBuffer to, int count) {
    AtomicBoolean whole = new AtomicBoolean(true);
    inPieces(
        count,
        (from, size) -> {
          if (whole.get() && !bytes(values, to, from, size)) {
            whole.set(false);
          }
        });
    return whole.get();
  }

  /** Element by element: arrays in between would be garbage in each run. */
  private static boolean bytes(FloatBuffer values, ByteBuffer to, int from, int size) {
    int wrong = 0;
    for (int i = from; i < from + size; i++) {
      float value = values.get(i);
      byte written = (byte) (int) value;
      to.put(i, written);
      wrong |= (written & 255) == value ? 0 : 1;
    }
    return wrong == 0;
  }

  private void asFloats(FloatBuffer values, FloatBuffer to, int count) {
    inPieces(count, (from, size) -> to.put(from, values, from, size));
  }

  /** A part of a buffer. */
  private interface Piece {
    void take(int from, int size);
  }

  private void inPieces(int count, Piece piece) {
    int pieces = (count + PIECE - 1) / PIECE;
    if (pieces <= FEW) { // sooner done than handed out
      for (int i = 0; i < pieces; i++) {
        piece.take(i * PIECE, Math.min(PIECE, count - i * PIECE));
      }
      return;
    }
    threads
        .submit(
            () ->
                IntStream.range(0, pieces)
                    .parallel()
                    .forEach(i -> piece.take(i * PIECE, Math.min(PIECE, count - i * PIECE))))
        .join();
  }

  @Override
  public void close() {
    threads.shutdown();
    stream.synchronize();
    for (Staging slot : slots) {
      slot.close();
    }
    stream.close();
  }
}
