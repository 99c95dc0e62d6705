package io.github.googlenet4j.onednn.internal.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNetwork;
import io.github.googlenet4j.onednn.internal.primitive.OriginalWeights;
import io.github.googlenet4j.onednn.internal.primitive.PreparedWeights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
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

/** That those who run batches give each picture its own answer, and end when they cannot begin. */
@Timeout(60)
class BatchRunnersTest {
  private static final int BROKEN = 4;

  private static FloatBuffer direct(float[] values) {
    return ByteBuffer.allocateDirect(Float.BYTES * values.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(0, values);
  }

  /** All heads, pictures with a border, and one picture of infinite values. */
  @Test
  void picturesThatAreRunTogetherGetTheirOwnAnswers() {
    Network network =
        Simplify.apply(SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 7, 224, true)));
    try (Handles handles = new Handles()) {
      dnnl_engine engine = handles.engine();
      PreparedWeights weights = handles.own(new PreparedWeights(engine));
      LoweredNetwork lowered = LoweredNetwork.of(network, Precision.FP32, false);
      CompilationInputs compilation =
          new CompilationInputs(lowered, 49, weights, new OriginalWeights(network), engine);
      try (OpenMpRunner openMp = new OpenMpRunner(compilation);
          BatchParallelRunner byPictures = new BatchParallelRunner("pictures", 3, compilation);
          OnOwnThread byRows = new OnOwnThread(compilation)) {
        List<FloatBuffer> pictures = new ArrayList<>();
        List<Outputs> alone = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          float[] picture = SampleWeights.picture("caller " + i, network.graph().input());
          if (i == BROKEN) {
            Arrays.fill(picture, Float.POSITIVE_INFINITY);
          }
          pictures.add(direct(picture));
          alone.addAll(run(lowered, List.of(pictures.get(i)), one -> openMp.run(one, 0, 1)));
        }
        assertOwn(run(lowered, pictures, all -> openMp.run(all, 0, 8)), alone);
        assertOwn(run(lowered, pictures, all -> byPictures.run(all)), alone);
        assertOwn(run(lowered, pictures, all -> byRows.run(all)), alone);
        InferenceRequest tooShort = new InferenceRequest();
        tooShort.fill(pictures.get(0), 8); // the buffer has one picture
        tooShort.setOutputs(lowered.allocateOutputs(8));
        RequestBatch broken = new RequestBatch(1);
        broken.add(tooShort);
        for (BatchRunner runner : List.of(byPictures, byRows)) {
          assertThatThrownBy(() -> runner.run(broken))
              .isInstanceOf(IndexOutOfBoundsException.class);
          assertOwn(run(lowered, pictures, all -> runner.run(all)), alone);
        }
      }
    }
  }

  /** A runner by rows on a thread of its own, since it sets the number of OpenMP threads there. */
  private static final class OnOwnThread implements BatchRunner {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final RowParallelRunner runner;

    OnOwnThread(CompilationInputs compilation) {
      runner = wait(() -> new RowParallelRunner("rows", 3, compilation));
    }

    private <T> T wait(Supplier<T> work) {
      try {
        return CompletableFuture.supplyAsync(work, thread).join();
      } catch (CompletionException e) {
        throw (RuntimeException) e.getCause();
      }
    }

    @Override
    public void run(RequestBatch batch) {
      wait(
          () -> {
            runner.run(batch);
            return true;
          });
    }

    @Override
    public boolean runsOnAnyThread(int pictures) {
      return runner.runsOnAnyThread(pictures);
    }

    @Override
    public Map<String, String> kernels(int pictures) {
      return wait(() -> runner.kernels(pictures));
    }

    @Override
    public void close() {
      runner.close();
      thread.shutdown();
    }
  }

  private static List<Outputs> run(
      LoweredNetwork lowered, List<FloatBuffer> pictures, Consumer<RequestBatch> run) {
    RequestBatch together = new RequestBatch(pictures.size());
    List<InferenceRequest> requests = new ArrayList<>();
    for (FloatBuffer picture : pictures) {
      InferenceRequest request = new InferenceRequest();
      request.fill(picture, 1);
      request.setOutputs(lowered.allocateOutputs(1));
      requests.add(request);
      together.add(request);
    }
    run.accept(together);
    requests.forEach(InferenceRequest::complete);
    return requests.stream().map(InferenceRequest::awaitOutputs).toList();
  }

  private static void assertOwn(List<Outputs> together, List<Outputs> alone) {
    for (int i = 0; i < alone.size(); i++) {
      for (Head head : Head.values()) {
        assertThat(nearest(together.get(i).of(head), alone, head)).isEqualTo(i);
      }
    }
  }

  /** The picture whose answer this is. The broken picture's answer is not a number. */
  private static int nearest(float[] answer, List<Outputs> alone, Head head) {
    for (int i = 0; i < alone.size(); i++) {
      if (Close.distance(answer, alone.get(i).of(head)) < 1e-4) {
        return i;
      }
    }
    return BROKEN;
  }

  @Test
  void aRunnerThatCannotStartLeavesNoThread() {
    Network network = Simplify.apply(SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 7, 32, true)));
    try (Handles handles = new Handles();
        PreparedWeights weights = new PreparedWeights(handles.engine())) {
      LoweredNetwork lowered = LoweredNetwork.of(network, Precision.FP32, false);
      CompilationInputs broken =
          new CompilationInputs(
              lowered, 49, weights, new OriginalWeights(network), new dnnl_engine());
      assertThatThrownBy(() -> new BatchParallelRunner("beginner", 2, broken))
          .hasMessageContaining("stream");
      assertThatThrownBy(() -> new RowParallelRunner("beginner", 2, broken))
          .hasMessageContaining("stream");
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("beginner"));
  }
}
