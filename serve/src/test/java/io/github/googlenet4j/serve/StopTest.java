package io.github.googlenet4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is closed while it is asked. */
class StopTest {
  private static final int CALLERS = 24;
  private static final int EACH = 20;

  @TempDir private Path folder = Path.of("");

  @Test
  void everyRequestIsAnsweredOrRefusedAndNoneIsLost() throws IOException, InterruptedException {
    RunningServer running = RunningServer.start(folder);
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    CountDownLatch some = new CountDownLatch(2 * CALLERS);
    List<CompletableFuture<List<Integer>>> statuses = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      byte[] picture = RunningServer.picture(caller);
      statuses.add(CompletableFuture.supplyAsync(() -> ask(running, picture, some), callers));
    }
    assertThat(some.await(1, TimeUnit.MINUTES)).isTrue();
    running.close();
    List<Integer> all = new ArrayList<>();
    statuses.forEach(each -> all.addAll(each.join()));
    assertThat(all).hasSize(CALLERS * EACH).contains(200).isSubsetOf(0, 200, 503);
    callers.shutdown();
    running.close(); // again, which does nothing
  }

  /** Statuses; 0 for a connection that was refused. */
  private static List<Integer> ask(RunningServer running, byte[] picture, CountDownLatch some) {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      int status;
      try {
        status = running.send("POST", "/predict", picture).statusCode();
      } catch (UncheckedIOException e) {
        status = 0;
      }
      statuses.add(status);
      some.countDown();
    }
    return statuses;
  }
}
