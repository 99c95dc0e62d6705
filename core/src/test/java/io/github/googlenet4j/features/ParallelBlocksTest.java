package io.github.googlenet4j.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ParallelBlocksTest {
  @Test
  void everyBlockIsComputedOnce() {
    for (int threads : new int[] {0, 1, 3}) {
      try (ParallelBlocks parallel = new ParallelBlocks(threads, () -> false)) {
        AtomicIntegerArray counts = new AtomicIntegerArray(1000);
        parallel.run(1000, counts::incrementAndGet);
        parallel.run(7, counts::incrementAndGet);
        for (int i = 0; i < 1000; i++) {
          assertThat(counts.get(i)).isEqualTo(i < 7 ? 2 : 1);
        }
      }
    }
  }

  /** The first blocks wait for each other, so that as many threads must be at work. */
  @Test
  void asManyThreadsWorkAsAreAskedFor() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(3);
    try (ParallelBlocks parallel = new ParallelBlocks(3, () -> false)) {
      parallel.run(
          30,
          block -> {
            seen.add(Thread.currentThread());
            all.countDown();
            try {
              all.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
    }
    assertThat(seen).hasSize(3).contains(Thread.currentThread());
    assertThat(seen).noneMatch(thread -> thread.getName().contains("ForkJoinPool"));
  }

  @Test
  void closingEndsItsThreads() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    try (ParallelBlocks parallel = new ParallelBlocks(2, () -> false)) {
      CountDownLatch both = new CountDownLatch(2);
      parallel.run(
          2,
          block -> {
            seen.add(Thread.currentThread());
            both.countDown();
            while (both.getCount() > 0) {
              Thread.onSpinWait();
            }
          });
    }
    seen.remove(Thread.currentThread());
    assertThat(seen).hasSize(1).noneMatch(Thread::isAlive);
  }

  @Test
  void stoppingLeavesTheOtherBlocks() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger computed = new AtomicInteger();
    try (ParallelBlocks parallel = new ParallelBlocks(1, () -> asked.incrementAndGet() > 5)) {
      assertThatThrownBy(() -> parallel.run(1000, block -> computed.incrementAndGet()))
          .isInstanceOf(CancellationException.class);
    }
    assertThat(computed).hasValue(5);
  }

  @Test
  void anErrorOfABlockIsTold() {
    try (ParallelBlocks parallel = new ParallelBlocks(2, () -> false)) {
      assertThatThrownBy(
              () ->
                  parallel.run(
                      100,
                      block -> {
                        throw new IllegalArgumentException("block");
                      }))
          .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
          .hasMessageContaining("block");
    }
  }
}
