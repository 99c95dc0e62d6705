package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestsTest {
  private static final FloatBuffer ANY = FloatBuffer.allocate(0);
  private static final int BROKEN = 4;

  /** What is handed out, until nobody waits. */
  private static final Requests.Desk NOBODY =
      new Requests.Desk() {
        @Override
        public boolean isLent(Request request) {
          return false;
        }

        @Override
        public void serve(Request request) {
          throw new IllegalStateException("not lent");
        }
      };

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
        new Requests.Desk() {
          @Override
          public boolean isLent(Request request) {
            return true;
          }

          @Override
          public void serve(Request request) {
            servers.add(Thread.currentThread().getName());
            assertThat(requests.add(null, 1).lent()).isNull(); // no lane is idle now
            request.answer();
          }
        };
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

  private static FloatBuffer direct(float[] values) {
    return ByteBuffer.allocateDirect(Float.BYTES * values.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(0, values);
  }

  /** All heads, with a border; and one of the pictures is broken. */
  @Test
  void picturesThatAreRunTogetherGetTheirOwnAnswers() {
    Network network = SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 7, 224, true)).simplified();
    try (Handles handles = new Handles()) {
      dnnl_engine engine = handles.engine();
      PreparedWeights weights = handles.own(new PreparedWeights(engine));
      Blueprint blueprint = Blueprint.of(network, Precision.FP32);
      Compilation compilation = new Compilation(blueprint, weights, new Sources(network), engine);
      try (Solo solo = new Solo(compilation);
          Crew crew = new Crew("crew", 3, compilation);
          TeamThread team = new TeamThread(compilation)) {
        List<FloatBuffer> pictures = new ArrayList<>();
        List<Outputs> alone = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          float[] picture = SampleWeights.picture("caller " + i, network.graph().input());
          if (i == BROKEN) {
            Arrays.fill(picture, Float.POSITIVE_INFINITY);
          }
          pictures.add(direct(picture));
          alone.addAll(run(blueprint, List.of(pictures.get(i)), one -> solo.run(one, 0, 1)));
        }
        assertOwn(run(blueprint, pictures, all -> solo.run(all, 0, 8)), alone);
        assertOwn(run(blueprint, pictures, all -> crew.run(all, 8)), alone);
        assertOwn(run(blueprint, pictures, all -> team.run(all, 8)), alone);
        Request broken = new Request();
        broken.ask(pictures.get(0), 8); // there is but one
        broken.keep(blueprint.outputs(8));
        for (Runner runner : List.of(crew, team)) {
          assertThatThrownBy(() -> runner.run(List.of(broken), 8))
              .isInstanceOf(IndexOutOfBoundsException.class);
          assertOwn(run(blueprint, pictures, all -> runner.run(all, 8)), alone);
        }
      }
    }
  }

  /** A team on a thread of its own, as it sets how many threads OpenMP uses there. */
  private static final class TeamThread implements Runner {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Team team;

    TeamThread(Compilation compilation) {
      team = wait(() -> new Team("team", 3, compilation));
    }

    private <T> T wait(Supplier<T> work) {
      try {
        return CompletableFuture.supplyAsync(work, thread).join();
      } catch (CompletionException e) {
        throw (RuntimeException) e.getCause();
      }
    }

    @Override
    public void run(List<Request> together, int pictures) {
      wait(
          () -> {
            team.run(together, pictures);
            return true;
          });
    }

    @Override
    public boolean isForAnyThread(int pictures) {
      return team.isForAnyThread(pictures);
    }

    @Override
    public Map<String, String> implementations(int pictures) {
      return wait(() -> team.implementations(pictures));
    }

    @Override
    public void close() {
      team.close();
      thread.shutdown();
    }
  }

  private static List<Outputs> run(
      Blueprint blueprint, List<FloatBuffer> pictures, Consumer<List<Request>> run) {
    List<Request> together = new ArrayList<>();
    for (FloatBuffer picture : pictures) {
      Request request = new Request();
      request.ask(picture, 1);
      request.keep(blueprint.outputs(1));
      together.add(request);
    }
    run.accept(together);
    together.forEach(Request::answer);
    return together.stream().map(Request::outputs).toList();
  }

  private static void assertOwn(List<Outputs> together, List<Outputs> alone) {
    for (int i = 0; i < alone.size(); i++) {
      for (Head head : Head.values()) {
        assertThat(nearest(together.get(i).of(head), alone, head)).isEqualTo(i);
      }
    }
  }

  /** Whose answer it is, to rounding; the broken picture's is nobody's, as it has no numbers. */
  private static int nearest(float[] answer, List<Outputs> alone, Head head) {
    for (int i = 0; i < alone.size(); i++) {
      if (Close.distance(answer, alone.get(i).of(head)) < 1e-4) {
        return i;
      }
    }
    return BROKEN;
  }

  @Test
  void aCrewThatCannotBeginLeavesNoThread() {
    Network network = SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 7, 32, true)).simplified();
    try (Handles handles = new Handles();
        PreparedWeights weights = new PreparedWeights(handles.engine())) {
      Blueprint blueprint = Blueprint.of(network, Precision.FP32);
      Compilation broken =
          new Compilation(blueprint, weights, new Sources(network), new dnnl_engine());
      assertThatThrownBy(() -> new Crew("beginner", 2, broken)).hasMessageContaining("stream");
      assertThatThrownBy(() -> new Team("beginner", 2, broken)).hasMessageContaining("stream");
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("beginner"));
  }

  @Test
  void whatOpenMpIsToldInTheEnvironmentIsSeen() {
    assertThat(OpenMp.threadsUnasked("1")).isEqualTo(1);
    assertThat(OpenMp.threadsUnasked("16")).isEqualTo(16);
    for (String unclear : new String[] {"4,1", "0", " 2", "many", "", "99999999999"}) {
      assertThat(OpenMp.threadsUnasked(unclear)).isZero();
    }
  }

  @Test
  void threadsThatOpenMpTiesToCoresAreSeen() {
    assertThat(OpenMp.ties(Map.of("PATH", "/bin"))).isFalse();
    assertThat(OpenMp.ties(Map.of("OMP_PROC_BIND", "FALSE", "OMP_PLACES", "cores"))).isFalse();
    assertThat(OpenMp.ties(Map.of("OMP_PROC_BIND", "close"))).isTrue();
    assertThat(OpenMp.ties(Map.of("OMP_PLACES", "cores"))).isTrue();
    assertThat(OpenMp.ties(Map.of("GOMP_CPU_AFFINITY", "0-1"))).isTrue();
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
