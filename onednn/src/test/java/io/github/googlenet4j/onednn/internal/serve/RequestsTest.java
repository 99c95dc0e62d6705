package io.github.googlenet4j.onednn.internal.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.graph.Head;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestsTest {
  private static final FloatBuffer ANY = FloatBuffer.allocate(0);

  private static final Requests.Desk NOBODY = new OneWay(false, request -> {});

  /** Lends itself always or never. */
  private record OneWay(boolean lends, Consumer<Request> work) implements Requests.Desk {
    @Override
    public boolean isLent(Request request) {
      return lends;
    }

    @Override
    public void serve(Request request) {
      work.accept(request);
    }
  }

  /** What is handed out, until nobody waits. */
  private static List<List<Request>> handedOut(Requests requests) {
    requests.close();
    List<List<Request>> all = new ArrayList<>();
    List<Request> together = new ArrayList<>();
    while (requests.take(new Requests.Seat(NOBODY), together)) {
      all.add(List.copyOf(together));
      together.clear();
    }
    return all;
  }

  private static List<Integer> sizes(Requests requests) {
    return handedOut(requests).stream().map(List::size).toList();
  }

  private static Requests waiting(int most, int... counts) {
    Requests requests = new Requests(most, 1);
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
    Requests requests = waiting(7, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(sizes(requests)).containsExactly(4, 4);
    requests = waiting(7, 1, 1, 1, 1, 1, 1, 1, 1);
    requests.tooMany(4);
    assertThat(sizes(requests)).containsExactly(2, 2, 2, 2);
  }

  @Test
  void batchesOfCallersAndCompilationsGoByThemselvesAndInTheirTurn() {
    Requests requests = waiting(16, 1, 1, 1, 5, 1, 1);
    requests.add(null, 1);
    requests.add(ANY, 1);
    assertThat(sizes(requests)).containsExactly(2, 1, 1, 2, 1, 1);
  }

  @Test
  void theFirstComesFirst() {
    Requests requests = new Requests(16, 1);
    List<Request> asked = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      asked.add(requests.add(ANY, 1));
    }
    assertThat(handedOut(requests).stream().flatMap(List::stream)).containsExactlyElementsOf(asked);
  }

  @Test
  void onceClosedThoseWhoWaitAreHandedOutAndNobodyComes() {
    Requests requests = waiting(16, 1);
    requests.close();
    assertThatThrownBy(() -> requests.add(ANY, 1)).isInstanceOf(IllegalStateException.class);
    assertThat(sizes(requests)).containsExactly(1);
  }

  @Test
  void aRequestIsUsedAgainOnceItsCallerHasReleasedIt() {
    Requests requests = new Requests(16, 1);
    Request one = requests.add(ANY, 1);
    Request other = requests.add(ANY, 1);
    requests.take(new Requests.Seat(NOBODY), new ArrayList<>());
    requests.release(one);
    assertThat(requests.add(ANY, 1)).isSameAs(one);
    assertThat(requests.add(ANY, 1)).isNotIn(one, other);
  }

  /** And then looks for whoever has come meanwhile. */
  @Test
  void aLaneThatIsLentAnswersOnTheThreadThatAsks() throws Exception {
    Requests requests = new Requests(16, 1);
    List<String> servers = Collections.synchronizedList(new ArrayList<>());
    Requests.Desk lent =
        new OneWay(
            true,
            request -> {
              servers.add(Thread.currentThread().getName());
              assertThat(requests.add(null, 1).lent()).isNull(); // no lane is idle now
              request.answer();
            });
    List<Request> together = new ArrayList<>();
    Thread lane =
        new Thread(
            () -> {
              while (requests.take(new Requests.Seat(lent), together)) {
                servers.add(Thread.currentThread().getName());
                together.forEach(Request::answer);
                together.clear();
              }
            },
            "lane");
    lane.start();
    for (int call = 0; call < 2; call++) {
      while (lane.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      Request request = requests.add(null, 1);
      requests.serve(request);
      request.implementations();
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
    Requests requests = new Requests(16, 2);
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    List<Thread> lanes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int lane = i;
      Thread thread =
          new Thread(
              () -> {
                List<Request> together = new ArrayList<>();
                while (requests.take(new Requests.Seat(NOBODY), together)) {
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
      requests.add(null, 1).implementations();
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
    Requests requests = waiting(16, 1, 1, 1, 1);
    List<Request> together = new ArrayList<>();
    requests.take(new Requests.Seat(NOBODY), together);
    List<Request> asked = List.copyOf(together);
    List<Integer> runs = new ArrayList<>();
    Lane.serve(
        together,
        new ArrayList<>(asked.subList(0, 1)),
        all -> {
          runs.add(all.size());
          all.get(0).keep(new Outputs(new EnumMap<>(Head.class)));
          if (all.size() > 1 || all.get(0) == asked.get(2)) {
            throw new IllegalArgumentException("batch: expected a smaller one.");
          }
        },
        requests);
    assertThat(runs).containsExactly(4, 1, 1, 1, 1);
    for (Request each : asked) {
      if (each == asked.get(2)) {
        assertThatThrownBy(each::outputs).hasMessage("batch: expected a smaller one.");
      } else {
        assertThat(each.outputs()).isNotNull();
      }
    }
  }
}
