package io.github.googlenet4j.file;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts files that are being written. When the JVM is told to end, a hook gives them a moment to
 * be finished, so that no temporary file is left.
 */
final class UnfinishedWrites {
  private static final long PATIENCE_MILLIS = 1500;
  private static final long STEP_MILLIS = 10;

  private static final AtomicInteger COUNT = new AtomicInteger();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(UnfinishedWrites::await, "files"));
    } catch (IllegalStateException e) {
      // The JVM is ending. Whoever writes now makes it wait.
    }
  }

  private UnfinishedWrites() {}

  static void began() {
    COUNT.incrementAndGet();
  }

  static void ended() {
    COUNT.decrementAndGet();
  }

  private static void await() {
    try {
      for (long waited = 0; COUNT.get() > 0 && waited < PATIENCE_MILLIS; waited += STEP_MILLIS) {
        Thread.sleep(STEP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
