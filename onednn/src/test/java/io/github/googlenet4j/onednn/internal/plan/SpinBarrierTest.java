package io.github.googlenet4j.onednn.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SpinBarrierTest {
  private static final int THREADS = 3; // more than many machines have cores
  private static final int ROUNDS = 2000;

  private static List<CompletableFuture<Void>> start(Runnable work, int threads) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      CompletableFuture<Void> one = new CompletableFuture<>();
      all.add(one);
      new Thread(
              () -> {
                try {
                  work.run();
                  one.complete(null);
                } catch (RuntimeException e) {
                  one.completeExceptionally(e);
                }
              })
          .start();
    }
    return all;
  }

  @Test
  void nobodyGoesOnBeforeAllAreThere() {
    SpinBarrier barrier = new SpinBarrier(THREADS);
    AtomicInteger arrived = new AtomicInteger();
    Runnable work =
        () -> {
          for (int round = 1; round <= ROUNDS; round++) {
            arrived.incrementAndGet();
            barrier.await();
            assertThat(arrived.get()).isGreaterThanOrEqualTo(round * THREADS);
          }
        };
    start(work, THREADS).forEach(CompletableFuture::join);
    assertThat(arrived).hasValue(ROUNDS * THREADS);
  }

  @Test
  void whoWaitsForOneThatFailedIsLetGoAndTheCauseIsKept() {
    SpinBarrier barrier = new SpinBarrier(THREADS);
    IllegalArgumentException cause = new IllegalArgumentException("batch: expected a smaller one.");
    for (int again = 0; again < 2; again++) {
      List<CompletableFuture<Void>> waiting = start(barrier::await, THREADS - 1);
      barrier.fail(cause);
      barrier.fail(new IllegalStateException("later"));
      for (CompletableFuture<Void> each : waiting) {
        assertThatThrownBy(each::join)
            .isInstanceOf(CompletionException.class)
            .hasMessageContaining("one has failed");
      }
      assertThat(barrier.reset()).isSameAs(cause);
      assertThat(barrier.reset()).isNull();
      start(barrier::await, THREADS).forEach(CompletableFuture::join);
    }
  }
}
