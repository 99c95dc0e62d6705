package io.github.googlenet4j.loading;

import io.github.googlenet4j.augment.Augmenter;
import io.github.googlenet4j.concurrent.Uninterrupted;
import io.github.googlenet4j.data.Example;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Batches for training: its own threads decode, vary and mix pictures ahead of the learner.
 *
 * <p>What a batch holds depends on the examples, the options' seed, augmentation, sampling and
 * targets, the epoch, the batch's place in it and the side; not on the number of threads, the cache
 * or the batch that was started with. So a run can go on in the middle of an epoch.
 *
 * <p>Batches are filled in order, each by all threads. While the learner has one, up to {@value
 * #AHEAD} more are filled; their buffers take turns. {@link #start}, {@link #next} and {@link
 * #close} are for one thread at a time.
 */
public final class TrainingLoader implements AutoCloseable {
  private static final int AHEAD = 2;

  private final LoaderOptions options;
  private final int count;
  private final TargetRows rows;
  private final EpochOrder orders;
  private final PictureCache pictures;
  private final List<Thread> threads = new ArrayList<>();

  private final Object lock = new Object();
  // All below is guarded by the lock.
  private final Deque<PendingBatch> pendingBatches = new ArrayDeque<>();
  private final Deque<PendingBatch.BatchBuffers> free = new ArrayDeque<>();
  private PendingBatch.@Nullable BatchBuffers taken;
  private @Nullable Throwable failure;
  private int[] order = {};
  private int epoch;
  private int side;
  private int nextBatch;
  private int working;
  private boolean closed;

  /**
   * A loader of these examples, which starts its threads.
   *
   * @throws IllegalArgumentException if there are no examples, or one's label is none of the
   *     classes
   */
  public TrainingLoader(List<Example> examples, int classes, LoaderOptions options) {
    List<Example> copy = List.copyOf(examples);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException(
          "examples: expected at least one, found none. Name a folder with pictures.");
    }
    for (Example example : copy) {
      if (example.label() < 0 || example.label() >= classes) {
        throw new IllegalArgumentException(
            "%s: expected a label of 0 to %d, found %d. Read the pictures for these classes."
                .formatted(example.file(), classes - 1, example.label()));
      }
    }
    this.options = options;
    this.count = copy.size();
    this.rows = new TargetRows(copy, classes, options);
    this.orders = new EpochOrder(copy, classes, options);
    this.pictures = new PictureCache(copy, options);
    int size = largestBatch();
    int side = options.largestSide();
    for (int i = 0; i <= AHEAD; i++) {
      free.add(
          new PendingBatch.BatchBuffers(
              PicturePipeline.buffer(size * side * side * 3),
              PicturePipeline.buffer(Math.multiplyExact(size, classes))));
    }
    int cores = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < (options.threads() == 0 ? cores : options.threads()); i++) {
      Thread thread = new Thread(this::work, "training pictures");
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private int largestBatch() {
    return -Math.floorDiv(-count, batchesPerEpoch());
  }

  /** Batches in an epoch. */
  public int batchesPerEpoch() {
    return batchesPerEpoch(count, options.batch());
  }

  /**
   * Batches in an epoch: as few as hold all examples. Their sizes differ by at most one, so that
   * every example is seen once, and none is alone in a last batch, of which batch normalisation
   * could not measure a deviation.
   *
   * @param examples from 1
   * @param batch pictures in a batch, from 1
   */
  public static int batchesPerEpoch(int examples, int batch) {
    return -Math.floorDiv(-examples, batch);
  }

  /**
   * Begins an epoch; pending batches are dropped, and the last batch is no longer valid.
   *
   * @param epoch any number; the same one gives the same batches
   * @param firstBatch 0 for the beginning, up to {@link #batchesPerEpoch()}
   * @param side of the pictures, up to the options' largest side
   */
  public void start(int epoch, int firstBatch, int side) {
    if (firstBatch < 0 || firstBatch > batchesPerEpoch()) {
      throw new IllegalArgumentException(
          "firstBatch: expected 0 to %d, found %d. Choose one within the epoch."
              .formatted(batchesPerEpoch(), firstBatch));
    }
    if (side < 1 || side > options.largestSide()) {
      throw new IllegalArgumentException(
          "side: expected 1 to %d, found %d. Raise largestSide."
              .formatted(options.largestSide(), side));
    }
    int[] places = orders.of(epoch);
    synchronized (lock) {
      stop();
      failure = null;
      this.epoch = epoch;
      this.side = side;
      this.order = places;
      this.nextBatch = firstBatch;
      begin();
    }
  }

  /** Drops the pending batches, and waits for pictures that are being written. */
  private void stop() {
    order = new int[0];
    List<PendingBatch> dropped = List.copyOf(pendingBatches);
    pendingBatches.clear();
    threads.forEach(Thread::interrupt); // ends a decoder at its next read
    Uninterrupted.await(lock, () -> working == 0);
    dropped.forEach(pending -> free.add(pending.buffers));
    release();
  }

  private void release() {
    if (taken != null) {
      free.add(taken);
      taken = null;
    }
  }

  /** The place in the epoch of a batch's first example. */
  private int firstOf(int batch) {
    return (int) ((long) count * batch / batchesPerEpoch());
  }

  /** Begins as many batches as there are free buffers. */
  private void begin() {
    while (!free.isEmpty() && order.length > 0 && nextBatch < batchesPerEpoch()) {
      int first = firstOf(nextBatch);
      nextBatch++;
      int size = firstOf(nextBatch) - first;
      pendingBatches.add(
          new PendingBatch(free.remove(), rows, options, order, epoch, first, size, side));
    }
    lock.notifyAll();
  }

  /**
   * The next batch, empty at the end of the epoch; it is the caller's until the next call of this
   * or of {@link #start}.
   *
   * @throws IllegalStateException if a thread failed, with its exception as the cause
   * @throws CancellationException if the calling thread is interrupted, also where a batch is ready
   */
  public Optional<Batch> next() {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException(
            "training pictures: expected an open loader, found it closed.");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted();
      }
      release();
      begin();
      PendingBatch first = pendingBatches.peek();
      while (first != null && !first.ready && failure == null) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw interrupted();
        }
      }
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure != null) {
        throw new IllegalStateException("training pictures: " + failure, failure);
      }
      if (first == null) {
        return Optional.empty();
      }
      pendingBatches.remove();
      taken = first.buffers;
      return Optional.of(first.batch);
    }
  }

  /**
   * Why pictures could not be read, one line each, in the order of the examples; as known so far.
   */
  public List<String> refusals() {
    return pictures.refusals();
  }

  /** A place in a batch, to be filled by one thread. */
  private record Claim(PendingBatch pending, int index) {}

  private void work() {
    Augmenter augmenter = new Augmenter(options.augmentation());
    for (Claim claim = claim(); claim != null; claim = claim()) {
      PendingBatch pending = claim.pending();
      try {
        boolean last = fill(claim, augmenter) && isLast(pending);
        if (last) {
          pending.mix();
        }
        leave(pending, last, null);
      } catch (Throwable e) { // also an Error, or the learner would wait forever
        leave(pending, false, e);
      }
    }
  }

  /** Fills a place; false if its batch was dropped meanwhile. */
  private boolean fill(Claim claim, Augmenter augmenter) {
    while (true) {
      try {
        claim.pending().fill(claim.index(), pictures, augmenter);
        return true;
      } catch (CancellationException e) {
        Thread.interrupted(); // meant for a batch that was dropped, perhaps one before this
        synchronized (lock) {
          if (!pendingBatches.contains(claim.pending())) {
            return false;
          }
        }
      }
    }
  }

  private static CancellationException interrupted() {
    return new CancellationException("interrupted while pictures were read");
  }

  /** Waits for the next place to fill; null when the loader is closed. */
  private @Nullable Claim claim() {
    synchronized (lock) {
      while (!closed) {
        for (PendingBatch pending : pendingBatches) {
          if (failure == null && pending.claimed < pending.batch.size()) {
            working++;
            return new Claim(pending, pending.claimed++);
          }
        }
        try {
          lock.wait();
        } catch (InterruptedException e) {
          // only close() ends this thread
        }
      }
      return null;
    }
  }

  private boolean isLast(PendingBatch pending) {
    synchronized (lock) {
      return ++pending.filled == pending.batch.size();
    }
  }

  private void leave(PendingBatch pending, boolean ready, @Nullable Throwable problem) {
    synchronized (lock) {
      working--;
      pending.ready |= ready;
      if (failure == null) {
        failure = problem;
      }
      lock.notifyAll();
    }
  }

  /** Ends the threads; batches are no longer valid. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      pendingBatches.clear();
      lock.notifyAll();
    }
    threads.forEach(Thread::interrupt); // ends a decoder at its next read
    threads.forEach(Uninterrupted::join);
  }
}
