package io.github.googlenet4j.serve.model;

import io.github.googlenet4j.serve.outcome.RequestOutcome;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of what one model has answered, as the statistics extension of the protocol names them.
 */
public final class ModelStatistics {
  /**
   * How often something was done, and how long all of it took.
   *
   * @param count times
   * @param nanos nanoseconds together
   */
  public record Total(long count, long nanos) {}

  /** A total that grows. */
  private static final class Sum {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void add(long more) {
      count.increment();
      nanos.add(more);
    }

    Total total() {
      return new Total(count.sum(), nanos.sum());
    }
  }

  private final Sum succeeded = new Sum();
  private final Sum failed = new Sum();
  private final Sum waiting = new Sum();
  private final Sum decoding = new Sum();
  private final Sum running = new Sum();
  private final Map<Integer, Sum> batches = new ConcurrentSkipListMap<>();
  private final LongAdder pictures = new LongAdder();
  private volatile long last;

  /** A batch has run. */
  public void ran(int size, long nanos) {
    batches.computeIfAbsent(size, each -> new Sum()).add(nanos);
    pictures.add(size);
    last = System.currentTimeMillis();
  }

  /** A request has been answered. */
  public void answered(RequestOutcome.Times times) {
    succeeded.add(times.total());
    waiting.add(times.waiting());
    decoding.add(times.decoding());
    running.add(times.running());
  }

  /** A request has been refused or has failed. */
  public void failed(RequestOutcome.Times times) {
    failed.add(times.total());
  }

  /** Requests that were answered. */
  public Total succeeded() {
    return succeeded.total();
  }

  /** Requests that were not. */
  public Total failed() {
    return failed.total();
  }

  /** Waiting of those that were answered. */
  public Total waiting() {
    return waiting.total();
  }

  /** Decoding for those that were answered. */
  public Total decoding() {
    return decoding.total();
  }

  /** Runs for those that were answered. */
  public Total running() {
    return running.total();
  }

  /** Runs by their size. */
  public SortedMap<Integer, Total> batches() {
    SortedMap<Integer, Total> totals = new TreeMap<>();
    batches.forEach((size, sum) -> totals.put(size, sum.total()));
    return totals;
  }

  /** Pictures that have run. */
  public long pictures() {
    return pictures.sum();
  }

  /** Milliseconds since 1970 of the last run; 0 before the first. */
  public long last() {
    return last;
  }
}
