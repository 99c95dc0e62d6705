package io.github.googlenet4j.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class UninterruptedTest {
  private final Object lock = new Object();
  private final AtomicBoolean done = new AtomicBoolean();

  private void finish() {
    synchronized (lock) {
      done.set(true);
      lock.notifyAll();
    }
  }

  @Test
  void aConditionIsWaitedForAndTheInterruptKept() {
    Thread other = new Thread(this::finish);
    synchronized (lock) {
      other.start(); // it waits for the lock until this thread waits
      Thread.currentThread().interrupt();
      Uninterrupted.await(lock, done::get);
    }
    assertThat(done).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aThreadIsWaitedForAndTheInterruptKept() {
    Thread other = new Thread(this::finish);
    Thread.currentThread().interrupt();
    synchronized (lock) {
      other.start();
    }
    Uninterrupted.join(other);
    assertThat(done).isTrue();
    assertThat(other.isAlive()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void withoutAnInterruptThereIsNoneAfterwards() {
    Thread other = new Thread(this::finish);
    other.start();
    Uninterrupted.join(other);
    synchronized (lock) {
      Uninterrupted.await(lock, done::get);
    }
    assertThat(Thread.interrupted()).isFalse();
  }
}
