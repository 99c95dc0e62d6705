package io.github.googlenet4j.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A lane's threads, one for each core, among which the pictures of a large batch are shared out.
 *
 * <p>So cores need not wait for each other at every operation, nor fetch what another one has
 * written, which takes long where they have no cache in common (docs/decisions.md). The price is
 * that each reads all weights, and has a {@link Workspace} of its own.
 */
final class Crew implements AutoCloseable {
  /** Fewest pictures for each core. */
  static final int LEAST = 4;

  private final List<Worker> workers = new ArrayList<>();

  /**
   * Begins its threads, each with a workspace.
   *
   * @param name of the lane
   * @param cores of the lane
   * @throws RuntimeException or an error if that cannot be; nothing is left then
   */
  Crew(String name, int cores, Compilation compilation) {
    try {
      for (int i = 0; i < cores; i++) {
        workers.add(new Worker(name + "-core-" + i));
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

  /** Runs all pictures of these requests, whose results have their places. Allocates nothing. */
  void run(List<Request> together, int pictures) {
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

  /** oneDNN's name of the kernel that computes each node, for the largest part of a batch. */
  Map<String, String> implementations(int pictures) {
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

    Worker(String name) {
      hand = new Hand(name);
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
