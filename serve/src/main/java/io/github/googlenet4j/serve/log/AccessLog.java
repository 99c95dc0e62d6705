package io.github.googlenet4j.serve.log;

import io.github.googlenet4j.serve.outcome.RequestOutcome;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.github.googlenet4j.serve.settings.LogFormat;
import io.github.googlenet4j.serve.settings.Logging;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes a line for each request, on a thread of its own: who reads the log may be slow, and no
 * request waits for that. Where the log falls far behind, lines are lost and counted.
 */
public final class AccessLog implements ServerListener, AutoCloseable {
  private static final int KEPT = 10_000;

  /** A request and when it ended; none to wake the thread. */
  private record Entry(Instant time, Optional<RequestOutcome> request) {}

  private final LogFormat format;
  private final Consumer<String> lines;
  private final Clock clock;
  private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>(KEPT);
  private final AtomicLong lost = new AtomicLong();
  private final Thread writer;
  private volatile boolean closed;

  /**
   * @param clock that says when a request ended
   */
  public AccessLog(Logging logging, Clock clock) {
    this.format = logging.format();
    this.lines = logging.lines();
    this.clock = clock;
    this.writer = new Thread(this::write, "access-log");
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public void ended(RequestOutcome outcome) {
    if (format != LogFormat.NONE
        && !entries.offer(new Entry(clock.instant(), Optional.of(outcome)))) {
      lost.incrementAndGet();
    }
  }

  private void write() {
    List<Entry> some = new ArrayList<>();
    while (!closed || !entries.isEmpty()) {
      try {
        some.add(entries.take());
      } catch (InterruptedException e) {
        continue; // asked to look whether it is closed
      }
      entries.drainTo(some);
      for (Entry entry : some) {
        entry
            .request()
            .ifPresent(request -> lines.accept(LogLine.of(format, entry.time(), request)));
      }
      some.clear();
      long missing = lost.getAndSet(0);
      if (missing > 0) {
        lines.accept("access log: %d lines were lost".formatted(missing));
      }
    }
  }

  /** Writes what is left, at most for some seconds. */
  @Override
  public void close() {
    closed = true;
    entries.offer(new Entry(clock.instant(), Optional.empty()));
    try {
      writer.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
