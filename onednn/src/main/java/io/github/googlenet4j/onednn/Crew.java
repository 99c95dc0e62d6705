package io.github.googlenet4j.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Threads of a lane's among which the pictures of a batch are shared out.
 *
 * <p>One for each core, and cores need not wait for each other at every operation, nor fetch what
 * another one has written, which takes long where they have no cache in common (docs/decisions.md).
 * The price is that each reads all weights, and has a {@link Workspace} of its own. A single one
 * works with OpenMP's threads.
 */
final class Crew implements Runner {
  /** Fewest pictures for each core. */
  static final int LEAST = 4;

  private final List<Worker> workers = new ArrayList<>();

  /**
   * Begins its threads, each with a workspace.
   *
   * @param name of its threads
   * @param cores of the lane
   * @param size how many threads, for as many cores each
   * @throws RuntimeException or an error if that cannot be; nothing is left then
   */
  Crew(String name, int cores, int size, Compilation compilation) {
    try {
      for (int i = 0; i < size; i++) {
        workers.add(new Worker(name + "-" + i, cores / size));
        workers.get(i).make(compilation);
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Whether so many pictures are better shared out than computed by all cores together. */
  static boolean suits(int pictures, int cores) {
    return cores > 1 && pictures >= LEAST * cores;
  }

  @Override
  public void run(List<Request> together, int pictures) {
    int first = 0;
    for (int i = 0; i < workers.size(); i++) {
      int end = first + part(pictures - first, workers.size() - i);
      workers.get(i).begin(together, first, end - first);
      first = end;
    }
    Throwable failure = null;
    for (int i = 0;
        i < workers.size();
        i++) { // also after one failed: requests are read until then
      Throwable one = workers.get(i).hand.await();
      failure = failure == null ? one : failure;
    }
    Hand.raise(failure);
  }

  /** Of the largest part of the batch. */
  @Override
  public Map<String, String> implementations(int pictures) {
    return workers.get(0).implementations(part(pictures, workers.size()));
  }

  private static int part(int pictures, int workers) {
    return (pictures + workers - 1) / workers;
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
  }

  /** A thread with a workspace, and its share of the pictures. */
  private static final class Worker implements AutoCloseable {
    private final Hand hand;
    private final Runnable share = this::runShare;
    private List<Request> together = List.of();
    private int first;
    private int count;
    private @Nullable Workspace workspace;

    Worker(String name, int cores) {
      hand = new Hand(name, cores);
    }

    /** The workspace is made on the thread that uses it. */
    void make(Compilation compilation) {
      hand.begin(() -> workspace = new Workspace(compilation, 1));
      Hand.raise(hand.await());
    }

    void begin(List<Request> requests, int from, int pictures) {
      together = requests;
      first = from;
      count = pictures;
      hand.begin(share);
    }

    private void runShare() {
      Objects.requireNonNull(workspace).run(together, first, count);
    }

    Map<String, String> implementations(int pictures) {
      AtomicReference<Map<String, String>> names = new AtomicReference<>(Map.of());
      hand.begin(
          () -> names.set(Objects.requireNonNull(workspace).plan(pictures).implementations()));
      Hand.raise(hand.await());
      return names.get();
    }

    @Override
    public void close() {
      hand.close();
      if (workspace != null) {
        workspace.close();
      }
    }
  }
}
