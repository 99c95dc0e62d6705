package io.github.googlenet4j.loading;

import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.View;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs several programs over several views of each picture. A picture is decoded once, its views
 * share their pixels, and every batch is full but the last.
 *
 * <p>Pictures are read on several cores, a few at a time, while the network waits, as in {@link
 * PicturePipeline}. However many files there are, only these are in memory. Safe for concurrent
 * callers, if the programs are.
 */
public final class ViewRunner {
  /** Told of every file, in the order given, on the caller's thread. */
  public interface Receiver {
    /** The means over a file's views. */
    void result(int index, ViewMeans means);

    /** Why a file could not be read, in one line. */
    void refusal(int index, String reason);

    /** How many files are done, after each batch. */
    void done(int count);
  }

  /** A picture that has been read, or was refused. */
  private record Read(List<List<List<View>>> views, String refusal) {}

  /** A picture whose views wait, or that was refused. */
  private record Pending(@Nullable ViewMeans means, String refusal) {
    boolean isDone() {
      return means == null || means.isComplete();
    }
  }

  private final List<Member> members;
  private final List<Crops> crops;
  private final PictureReader reader;
  private final int threads;

  // Buffers for one picture each, as many as there were concurrent callers.
  private final Queue<ViewBatches> singles = new ConcurrentLinkedQueue<>();

  /**
   * A runner of some programs.
   *
   * @param crops kinds of crops, each of which has a mean of its own
   * @param threads that read; 0 for all cores
   */
  public ViewRunner(List<Member> members, List<Crops> crops, PictureReader reader, int threads) {
    this.members = List.copyOf(members);
    this.crops = List.copyOf(crops);
    this.reader = reader;
    this.threads = threads;
  }

  /** Runs over the views of one picture. */
  public ViewMeans run(Picture picture) {
    ViewBatches kept = singles.poll();
    ViewBatches batches =
        kept == null ? new ViewBatches(members, crops, ViewMeans.views(crops)) : kept;
    ViewMeans means = batches.add(batches.views(picture));
    while (!batches.isEmpty()) {
      batches.run();
    }
    singles.add(batches);
    return means;
  }

  /**
   * Runs over all files, or until {@code stop} is true.
   *
   * @param stop asked before each batch
   * @return whether all files are done
   * @throws CancellationException if the calling thread is interrupted
   * @throws IllegalStateException if a program is closed
   */
  public boolean run(List<Path> files, Receiver receiver, BooleanSupplier stop) {
    int views = ViewMeans.views(crops);
    ViewBatches batches = new ViewBatches(members, crops, (long) files.size() * views);
    int together = Math.max(ReadingThreads.count(threads), (batches.largest() + views - 1) / views);
    Deque<Pending> pending = new ArrayDeque<>();
    int taken = 0;
    int done = 0;
    try (ReadingThreads readers = new ReadingThreads(threads)) {
      while (done < files.size()) {
        if (stop.getAsBoolean()) {
          return false;
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException("interrupted while pictures were run");
        }
        if (taken < files.size() && !batches.isFull()) {
          int end = Math.min(files.size(), taken + together);
          read(files.subList(taken, end), readers, batches, pending);
          taken = end;
        }
        if (batches.isFull() || (taken == files.size() && !batches.isEmpty())) {
          batches.run();
        }
        int before = done;
        for (; !pending.isEmpty() && pending.element().isDone(); done++) {
          tell(receiver, done, pending.remove());
        }
        if (done > before) {
          receiver.done(done);
        }
      }
    }
    return true;
  }

  private static void tell(Receiver receiver, int index, Pending picture) {
    if (picture.means() == null) {
      receiver.refusal(index, picture.refusal());
    } else {
      receiver.result(index, picture.means());
    }
  }

  private void read(
      List<Path> files, ReadingThreads readers, ViewBatches batches, Deque<Pending> pending) {
    List<Callable<Read>> work = new ArrayList<>();
    for (Path file : files) {
      work.add(() -> read(file, batches));
    }
    for (Read read : readers.all(work)) {
      boolean refused = !read.refusal().isEmpty();
      pending.add(new Pending(refused ? null : batches.add(read.views()), read.refusal()));
    }
  }

  private Read read(Path file, ViewBatches batches) {
    try {
      return reader.use(file, inspection -> new Read(batches.views(inspection.picture()), ""));
    } catch (PictureException e) {
      return new Read(List.of(), String.valueOf(e.getMessage()));
    }
  }
}
