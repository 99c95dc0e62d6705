package io.github.googlenet4j.onednn.internal.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.engine.Outputs;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestQueueTest {
  private static final FloatBuffer ANY = FloatBuffer.allocate(0);

  private static final RequestHandler NOT_LENT = new Handler(false, request -> {});

  /** Can be lent always or never. */
  private record Handler(boolean lends, Consumer<InferenceRequest> work) implements RequestHandler {
    @Override
    public boolean canBeLent(InferenceRequest request) {
      return lends;
    }

    @Override
    public void handle(InferenceRequest request) {
      work.accept(request);
    }
  }

  /** The batches that a worker takes, until no request waits. */
  private static List<List<InferenceRequest>> taken(RequestQueue queue) {
    queue.close();
    List<List<InferenceRequest>> all = new ArrayList<>();
    RequestBatch batch = new RequestBatch(16);
    while (queue.take(new IdleSlot(NOT_LENT), batch)) {
      all.add(requests(batch));
      batch.clear();
    }
    return all;
  }

  private static List<InferenceRequest> requests(RequestBatch batch) {
    return IntStream.range(0, batch.size()).mapToObj(batch::get).toList();
  }

  private static List<Integer> sizes(RequestQueue queue) {
    return taken(queue).stream().map(List::size).toList();
  }

  private static RequestQueue waiting(int most, int... counts) {
    RequestQueue queue = new RequestQueue(most, 1);
    for (int count : counts) {
      queue.submit(ANY, count);
    }
    return queue;
  }

  @Test
  void waitingSinglePicturesRunTogetherInPowersOfTwo() {
    assertThat(sizes(waiting(16))).isEmpty();
    assertThat(sizes(waiting(16, 1))).containsExactly(1);
    assertThat(sizes(waiting(16, 1, 1, 1, 1, 1, 1, 1))).containsExactly(4, 2, 1);
  }

  @Test
  void noMoreRunTogetherThanMay() {
    assertThat(sizes(waiting(1, 1, 1))).containsExactly(1, 1);
    RequestQueue queue = waiting(7, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(sizes(queue)).containsExactly(4, 4);
    queue = waiting(7, 1, 1, 1, 1, 1, 1, 1, 1);
    queue.limitTogether(4);
    assertThat(sizes(queue)).containsExactly(2, 2, 2, 2);
  }

  @Test
  void callersBatchesAndCompilationsRunAloneAndInOrder() {
    RequestQueue queue = waiting(16, 1, 1, 1, 5, 1, 1);
    queue.submit(null, 1);
    queue.submit(ANY, 1);
    assertThat(sizes(queue)).containsExactly(2, 1, 1, 2, 1, 1);
  }

  @Test
  void requestsAreTakenInTheOrderInWhichTheyCame() {
    RequestQueue queue = new RequestQueue(16, 1);
    List<InferenceRequest> asked = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      asked.add(queue.submit(ANY, 1).request());
    }
    assertThat(taken(queue).stream().flatMap(List::stream)).containsExactlyElementsOf(asked);
  }

  @Test
  void aClosedQueueHandsOutWhatWaitsAndRefusesTheRest() {
    RequestQueue queue = waiting(16, 1);
    queue.close();
    assertThatThrownBy(() -> queue.submit(ANY, 1)).isInstanceOf(IllegalStateException.class);
    assertThat(sizes(queue)).containsExactly(1);
  }

  @Test
  void aTicketIsUsedAgainOnceItsCallerHasReleasedIt() {
    RequestQueue queue = new RequestQueue(16, 1);
    RequestQueue.Ticket one = queue.submit(ANY, 1);
    RequestQueue.Ticket other = queue.submit(ANY, 1);
    queue.take(new IdleSlot(NOT_LENT), new RequestBatch(16));
    queue.release(one);
    assertThat(queue.submit(ANY, 1)).isSameAs(one);
    assertThat(queue.submit(ANY, 1)).isNotIn(one, other);
  }

  /** Afterwards the worker looks for requests that have come meanwhile. */
  @Test
  void aRequestForALentWorkerIsAnsweredOnTheCallersThread() throws Exception {
    RequestQueue queue = new RequestQueue(16, 1);
    List<String> servers = Collections.synchronizedList(new ArrayList<>());
    RequestHandler lent =
        new Handler(
            true,
            request -> {
              servers.add(Thread.currentThread().getName());
              assertThat(queue.submit(null, 1).isLent()).isFalse(); // no worker is idle now
              request.complete();
            });
    RequestBatch batch = new RequestBatch(16);
    Thread worker =
        new Thread(
            () -> {
              while (queue.take(new IdleSlot(lent), batch)) {
                servers.add(Thread.currentThread().getName());
                requests(batch).forEach(InferenceRequest::complete);
                batch.clear();
              }
            },
            "worker");
    worker.start();
    for (int call = 0; call < 2; call++) {
      while (worker.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      RequestQueue.Ticket ticket = queue.submit(null, 1);
      queue.handleIfLent(ticket);
      ticket.request().awaitKernels();
      queue.release(ticket);
    }
    queue.close();
    worker.join();
    String caller = Thread.currentThread().getName();
    assertThat(servers).containsExactly(caller, "worker", caller, "worker");
  }

  /** Its caches are warm. No worker takes a request that was handed to another one. */
  @Test
  void aRequestGoesToTheIdleWorkerThatWorkedLast() throws Exception {
    RequestQueue queue = new RequestQueue(16, 2);
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int worker = i;
      Thread thread =
          new Thread(
              () -> {
                RequestBatch batch = new RequestBatch(16);
                while (queue.take(new IdleSlot(NOT_LENT), batch)) {
                  served.add(worker);
                  assertThat(batch.size()).isEqualTo(1);
                  batch.get(0).setKernels(Map.of());
                  batch.get(0).complete();
                  batch.clear();
                }
              });
      thread.start();
      workers.add(thread);
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    for (int call = 0; call < 5; call++) {
      queue.submit(null, 1).request().awaitKernels();
      while (workers.get(1).getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    assertThat(served).containsExactly(1, 1, 1, 1, 1);
    queue.close();
    for (Thread worker : workers) {
      worker.join();
    }
  }

  @Test
  void requestsThatFailTogetherAreRunOneByOne() {
    RequestQueue queue = waiting(16, 1, 1, 1, 1);
    RequestBatch together = new RequestBatch(16);
    queue.take(new IdleSlot(NOT_LENT), together);
    List<InferenceRequest> asked = requests(together);
    List<Integer> runs = new ArrayList<>();
    RequestWorker.answer(
        together,
        new RequestBatch(1),
        all -> {
          runs.add(all.size());
          all.get(0).setOutputs(new Outputs(List.of()));
          if (all.size() > 1 || all.get(0) == asked.get(2)) {
            throw new IllegalArgumentException("batch: expected a smaller one.");
          }
        },
        queue);
    assertThat(runs).containsExactly(4, 1, 1, 1, 1);
    for (InferenceRequest each : asked) {
      if (each == asked.get(2)) {
        assertThatThrownBy(each::awaitOutputs).hasMessage("batch: expected a smaller one.");
      } else {
        assertThat(each.awaitOutputs()).isNotNull();
      }
    }
  }
}
