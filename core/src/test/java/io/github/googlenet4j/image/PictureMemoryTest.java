package io.github.googlenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PictureMemoryTest {

  private static final PictureInspection PICTURE =
      new PictureInspection(new Picture(1, 1, new byte[3]), "PNG", List.of());

  @Test
  void aPictureThatLacksMemoryIsReadAgainWhenTheOthersHaveEnded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    AtomicInteger tries = new AtomicInteger();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> beside =
          other.submit(
              () ->
                  PictureMemory.use(
                      "beside",
                      () -> PICTURE,
                      picture -> {
                        begun.countDown();
                        await(end);
                        ended.set(true);
                        return true;
                      }));
      begun.await();

      boolean alone =
          PictureMemory.use(
              "large",
              () -> {
                if (tries.incrementAndGet() == 1) {
                  end.countDown();
                  throw new OutOfMemoryError("beside another");
                }
                return PICTURE;
              },
              picture -> ended.get());

      assertThat(alone).isTrue();
      assertThat(beside.get()).isTrue();
      assertThat(tries).hasValue(2);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void memoryThatItsUseLacksCountsToo() throws PictureException {
    AtomicInteger tries = new AtomicInteger();

    int used =
        PictureMemory.use(
            "used",
            () -> PICTURE,
            picture -> {
              if (tries.incrementAndGet() == 1) {
                throw new OutOfMemoryError();
              }
              return 7;
            });

    assertThat(used).isEqualTo(7);
  }

  @Test
  void aPictureForWhichMemoryDoesNotSufficeAloneIsRefused() {
    assertThatThrownBy(
            () ->
                PictureMemory.use(
                    "huge",
                    () -> {
                      throw new OutOfMemoryError("always");
                    },
                    picture -> picture))
        .isInstanceOf(PictureException.class)
        .hasMessage(
            "huge: expected memory for its pixels, found too little on the Java heap."
                + " Give the JVM more (-Xmx) or set a lower limit of pixels.")
        .hasCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void anInterruptEndsTheWait() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> PictureMemory.use("waits", () -> PICTURE, picture -> picture))
          .isInstanceOf(CancellationException.class);
    } finally {
      Thread.interrupted();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
