package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private static final FloatBuffer ANY = FloatBuffer.allocate(0);

  /** Sizes of what is handed out, until nobody waits. */
  private static List<Integer> handedOut(Requests requests) {
    requests.close();
    List<Integer> sizes = new ArrayList<>();
    List<Request> together = new ArrayList<>();
    while (requests.take(together)) {
      sizes.add(together.size());
      together.clear();
    }
    return sizes;
  }

  private static Requests waiting(int most, int... counts) {
    Requests requests = new Requests(most);
    for (int count : counts) {
      requests.add(ANY, count);
    }
    return requests;
  }

  @Test
  void singlePicturesThatWaitGoTogetherInPowersOfTwo() {
    assertThat(handedOut(waiting(16))).isEmpty();
    assertThat(handedOut(waiting(16, 1))).containsExactly(1);
    assertThat(handedOut(waiting(16, 1, 1, 1, 1, 1, 1, 1))).containsExactly(4, 2, 1);
  }

  @Test
  void neverMoreThanTheLargestBatch() {
    assertThat(handedOut(waiting(1, 1, 1))).containsExactly(1, 1);
    assertThat(handedOut(waiting(7, 1, 1, 1, 1, 1, 1, 1, 1))).containsExactly(4, 4);
  }

  @Test
  void batchesOfCallersAndCompilationsGoByThemselvesAndInTheirTurn() {
    Requests requests = waiting(16, 1, 1, 1, 5, 1, 1);
    requests.add(null, 1);
    assertThat(handedOut(requests)).containsExactly(2, 1, 1, 2, 1);
  }

  @Test
  void theFirstComesFirst() {
    Requests requests = new Requests(16);
    List<Request> asked = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      asked.add(requests.add(ANY, 1));
    }
    requests.close();
    List<Request> answered = new ArrayList<>();
    List<Request> together = new ArrayList<>();
    while (requests.take(together)) {
      answered.addAll(together);
      together.clear();
    }
    assertThat(answered).containsExactlyElementsOf(asked);
  }

  @Test
  void nothingIsTakenOnceClosed() {
    Requests requests = waiting(16, 1);
    requests.close();
    assertThatThrownBy(() -> requests.add(ANY, 1)).isInstanceOf(IllegalStateException.class);
    assertThat(requests.take(new ArrayList<>())).isTrue();
    assertThat(requests.take(new ArrayList<>())).isFalse();
  }

  private static FloatBuffer direct(float[] values) {
    return ByteBuffer.allocateDirect(Float.BYTES * values.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(0, values);
  }

  /** With a border, by Winograd's algorithm, and one picture that is broken. */
  @Test
  void callersWhosePicturesAreRunTogetherGetTheirOwnAnswers() throws Exception {
    Network network = SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 7, 224, true));
    Shape input = network.graph().input();
    List<FloatBuffer> pictures = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      float[] picture = SampleWeights.picture("caller " + i, input);
      if (i == 4) {
        Arrays.fill(picture, Float.POSITIVE_INFINITY);
      }
      pictures.add(direct(picture));
    }
    ExecutorService callers = Executors.newFixedThreadPool(9);
    try (Program program = new OneDnnEngine().compile(network, EngineOptions.DEFAULT)) {
      List<float[]> alone = pictures.stream().map(each -> program.run(each, 1).main()).toList();
      for (int round = 0; round < 3; round++) {
        List<Callable<float[]>> calls = new ArrayList<>();
        pictures.forEach(each -> calls.add(() -> program.run(each, 1).main()));
        List<Future<float[]>> answers = callers.invokeAll(calls);
        for (int i = 0; i < 9; i++) {
          float[] answer = answers.get(i).get();
          if (i != 4) { // kernels agree on no answer there
            assertThat(Close.distance(answer, alone.get(i))).isLessThan(1e-4);
          }
        }
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void whatFailsTogetherIsRunOneByOne() {
    Requests requests = waiting(16, 1, 1, 1, 1);
    List<Request> together = new ArrayList<>();
    requests.take(together);
    List<Request> asked = List.copyOf(together);
    List<Integer> runs = new ArrayList<>();
    Lane.serve(
        together,
        all -> {
          runs.add(all.size());
          all.get(0).keep(new Outputs(new EnumMap<>(Head.class)));
          if (all.size() > 1 || all.get(0) == asked.get(2)) {
            throw new IllegalArgumentException("batch: expected a smaller one.");
          }
        });
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
