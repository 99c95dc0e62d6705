package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Uninterrupted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

  private final List<Hand> hands = new ArrayList<>();

  /**
   * Begins its threads, each with a workspace.
   *
   * @param name of the lane
   * @param cores of the lane
   * @throws RuntimeException or an error if that cannot be; nothing is left then
   */
  Crew(String name, int cores, Supplier<Workspace> maker) {
    try {
      for (int i = 0; i < cores; i++) {
        hands.add(new Hand(name + "-hand-" + i, maker));
      }
      for (Hand hand : hands) {
        hand.begin(workspace -> {});
        raise(hand.await());
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
    for (int i = 0; i < hands.size(); i++) {
      int end = first + part(pictures - first, hands.size() - i);
      hands.get(i).run(together, first, end - first);
      first = end;
    }
    Throwable failure = null;
    for (int i = 0; i < hands.size(); i++) { // also after a failure: requests are read until then
      Throwable one = hands.get(i).await();
      failure = failure == null ? one : failure;
    }
    raise(failure);
  }

  /** oneDNN's name of the kernel that computes each node, for the largest part of a batch. */
  Map<String, String> implementations(int pictures) {
    AtomicReference<Map<String, String>> names = new AtomicReference<>(Map.of());
    int part = part(pictures, hands.size());
    hands.get(0).begin(workspace -> names.set(workspace.plan(part).implementations()));
    raise(hands.get(0).await());
    return names.get();
  }

  private static int part(int pictures, int hands) {
    return (pictures + hands - 1) / hands;
  }

  private static void raise(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }

  @Override
  public void close() {
    hands.forEach(Hand::close);
  }

  /** A thread that does one thing after the other for its lane. */
  private static final class Hand implements AutoCloseable {
    private final Thread thread;
    private final Supplier<Workspace> maker;
    private final Consumer<Workspace> share = this::runShare;
    private final BooleanSupplier idle = this::isIdle;
    private final BooleanSupplier called = this::isCalled;
    private List<Request> together = List.of();
    private int first;
    private int count;
    private @Nullable Workspace workspace;
    private @Nullable Consumer<Workspace> work;
    private @Nullable Throwable failure;
    private boolean closed;

    Hand(String name, Supplier<Workspace> maker) {
      this.maker = maker;
      this.thread = new Thread(this::live, name);
      thread.setDaemon(true);
      thread.start();
    }

    void run(List<Request> requests, int from, int pictures) {
      together = requests;
      first = from;
      count = pictures;
      begin(share);
    }

    private void runShare(Workspace own) {
      own.run(together, first, count);
    }

    synchronized void begin(Consumer<Workspace> what) {
      work = what;
      notifyAll();
    }

    /** Waits until it is done, and says what went wrong. */
    synchronized @Nullable Throwable await() {
      Uninterrupted.await(this, idle);
      Throwable thrown = failure;
      failure = null;
      return thrown;
    }

    private boolean isIdle() {
      return work == null;
    }

    private boolean isCalled() {
      return work != null || closed;
    }

    private void live() {
      try {
        for (Consumer<Workspace> next = next(); next != null; next = next()) {
          done(attempt(next));
        }
      } finally {
        if (workspace != null) {
          workspace.close();
        }
      }
    }

    private synchronized @Nullable Consumer<Workspace> next() {
      Uninterrupted.await(this, called);
      return work;
    }

    private @Nullable Throwable attempt(Consumer<Workspace> what) {
      try {
        if (workspace == null) {
          OpenMp.use(1);
          workspace = maker.get();
        }
        what.accept(workspace);
        return null;
      } catch (RuntimeException | Error e) {
        return e;
      }
    }

    private synchronized void done(@Nullable Throwable thrown) {
      failure = thrown;
      work = null;
      notifyAll();
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
        notifyAll();
      }
      Uninterrupted.join(thread);
    }
  }
}
