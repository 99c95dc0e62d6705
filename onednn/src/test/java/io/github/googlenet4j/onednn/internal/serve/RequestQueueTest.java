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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestQueueTest {
  private static final FloatBuffer ANY = FloatBuffer.allocate(0);

  private static final RequestQueue.RequestHandler NOBODY = new OneWay(false, request -> {});

  /** Lends itself always or never. */
  private record OneWay(boolean lends, Consumer<InferenceRequest> work)
      implements RequestQueue.RequestHandler {
    @Override
    public boolean canBeLent(InferenceRequest request) {
      return lends;
    }

    @Override
    public void serve(InferenceRequest request) {
      work.accept(request);
    }
  }

  /** What is handed out, until nobody waits. */
  private static List<List<InferenceRequest>> handedOut(RequestQueue requests) {
    requests.close();
    List<List<InferenceRequest>> all = new ArrayList<>();
    List<InferenceRequest> together = new ArrayList<>();
    while (requests.take(new RequestQueue.IdleSlot(NOBODY), together)) {
      all.add(List.copyOf(together));
      together.clear();
    }
    return all;
  }

  private static List<Integer> sizes(RequestQueue requests) {
    return handedOut(requests).stream().map(List::size).toList();
  }

  private static RequestQueue waiting(int most, int... counts) {
    RequestQueue requests = new RequestQueue(most, 1);
    for (int count : counts) {
      requests.add(ANY, count);
    }
    return requests;
  }

  @Test
  void singlePicturesThatWaitGoTogetherInPowersOfTwo() {
    assertThat(sizes(waiting(16))).isEmpty();
    assertThat(sizes(waiting(16, 1))).containsExactly(1);
    assertThat(sizes(waiting(16, 1, 1, 1, 1, 1, 1, 1))).containsExactly(4, 2, 1);
  }

  @Test
  void neverMoreThanMayGoTogether() {
    assertThat(sizes(waiting(1, 1, 1))).containsExactly(1, 1);
    RequestQueue requests = waiting(7, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(sizes(requests)).containsExactly(4, 4);
    requests = waiting(7, 1, 1, 1, 1, 1, 1, 1, 1);
    requests.tooMany(4);
    assertThat(sizes(requests)).containsExactly(2, 2, 2, 2);
  }

  @Test
  void batchesOfCallersAndCompilationsGoByThemselvesAndInTheirTurn() {
    RequestQueue requests = waiting(16, 1, 1, 1, 5, 1, 1);
    requests.add(null, 1);
    requests.add(ANY, 1);
    assertThat(sizes(requests)).containsExactly(2, 1, 1, 2, 1, 1);
  }

  @Test
  void theFirstComesFirst() {
    RequestQueue requests = new RequestQueue(16, 1);
    List<InferenceRequest> asked = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      asked.add(requests.add(ANY, 1));
    }
    assertThat(handedOut(requests).stream().flatMap(List::stream)).containsExactlyElementsOf(asked);
  }

  @Test
  void onceClosedThoseWhoWaitAreHandedOutAndNobodyComes() {
    RequestQueue requests = waiting(16, 1);
    requests.close();
    assertThatThrownBy(() -> requests.add(ANY, 1)).isInstanceOf(IllegalStateException.class);
    assertThat(sizes(requests)).containsExactly(1);
  }

  @Test
  void aRequestIsUsedAgainOnceItsCallerHasReleasedIt() {
    RequestQueue requests = new RequestQueue(16, 1);
    InferenceRequest one = requests.add(ANY, 1);
    InferenceRequest other = requests.add(ANY, 1);
    requests.take(new RequestQueue.IdleSlot(NOBODY), new ArrayList<>());
    requests.release(one);
    assertThat(requests.add(ANY, 1)).isSameAs(one);
    assertThat(requests.add(ANY, 1)).isNotIn(one, other);
  }

  /** And then looks for whoever has come meanwhile. */
  @Test
  void aLaneThatIsLentAnswersOnTheThreadThatAsks() throws Exception {
    RequestQueue requests = new RequestQueue(16, 1);
    List<String> servers = Collections.synchronizedList(new ArrayList<>());
    RequestQueue.RequestHandler lent =
        new OneWay(
            true,
            request -> {
              servers.add(Thread.currentThread().getName());
              assertThat(requests.add(null, 1).lent()).isNull(); // no lane is idle now
              request.answer();
            });
    List<InferenceRequest> together = new ArrayList<>();
    Thread lane =
        new Thread(
            () -> {
              while (requests.take(new RequestQueue.IdleSlot(lent), together)) {
                servers.add(Thread.currentThread().getName());
                together.forEach(InferenceRequest::answer);
                together.clear();
              }
            },
            "lane");
    lane.start();
    for (int call = 0; call < 2; call++) {
      while (lane.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      InferenceRequest request = requests.add(null, 1);
      requests.serve(request);
      request.kernels();
      requests.release(request);
    }
    requests.close();
    lane.join();
    String caller = Thread.currentThread().getName();
    assertThat(servers).containsExactly(caller, "lane", caller, "lane");
  }

  /** The lane whose caches are warm; and nobody takes what was brought to another. */
  @Test
  void idleLanesAreHandedOneRequestEachTheLastThatWorkedFirst() throws Exception {
    RequestQueue requests = new RequestQueue(16, 2);
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    List<Thread> lanes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int lane = i;
      Thread thread =
          new Thread(
              () -> {
                List<InferenceRequest> together = new ArrayList<>();
                while (requests.take(new RequestQueue.IdleSlot(NOBODY), together)) {
                  served.add(lane);
                  assertThat(together).hasSize(1);
                  together.get(0).keep(Map.of());
                  together.get(0).answer();
                  together.clear();
                }
              });
      thread.start();
      lanes.add(thread);
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    for (int call = 0; call < 5; call++) {
      requests.add(null, 1).kernels();
      while (lanes.get(1).getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    assertThat(served).containsExactly(1, 1, 1, 1, 1);
    requests.close();
    for (Thread lane : lanes) {
      lane.join();
    }
  }

  @Test
  void whatFailsTogetherIsRunOneByOne() {
    RequestQueue requests = waiting(16, 1, 1, 1, 1);
    List<InferenceRequest> together = new ArrayList<>();
    requests.take(new RequestQueue.IdleSlot(NOBODY), together);
    List<InferenceRequest> asked = List.copyOf(together);
    List<Integer> runs = new ArrayList<>();
    RequestWorker.serve(
        together,
        new ArrayList<>(asked.subList(0, 1)),
        all -> {
          runs.add(all.size());
          all.get(0).keep(new Outputs(List.of()));
          if (all.size() > 1 || all.get(0) == asked.get(2)) {
            throw new IllegalArgumentException("batch: expected a smaller one.");
          }
        },
        requests);
    assertThat(runs).containsExactly(4, 1, 1, 1, 1);
    for (InferenceRequest each : asked) {
      if (each == asked.get(2)) {
        assertThatThrownBy(each::outputs).hasMessage("batch: expected a smaller one.");
      } else {
        assertThat(each.outputs()).isNotNull();
      }
    }
  }
}
