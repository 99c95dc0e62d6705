package io.github.googlenet4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.PlainExecutor;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The contract of all engines, tested against numbers from independent programs. */
public abstract class EngineContract {
  static final List<Variant> variants = Variant.ALL;

  /** Results of other programs, for all engines and the plain executor. */
  public static final List<ForeignGolden> goldens =
      List.of(
          new ForeignGolden(Variant.TORCHVISION, 224, "eval/224/logits"),
          new ForeignGolden(Variant.TORCHVISION, 96, "eval/96/logits"),
          new ForeignGolden(Variant.TORCHVISION, 299, "eval/299/logits"),
          new ForeignGolden(Variant.SEED, 224, "running_statistics/logits"));

  /** The engine under test. */
  protected abstract Engine engine();

  /** Pictures in a buffer that a program can read. */
  protected static FloatBuffer direct(float[] values) {
    return ByteBuffer.allocateDirect(Float.BYTES * values.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(0, values);
  }

  private static long[] best(float[] logits, int count) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> logits[i]).reversed())
        .limit(count)
        .mapToLong(Integer::longValue)
        .toArray();
  }

  @Test
  void thePublishedWeightsGiveThePublishedNetworksAnswers() {
    CaffeGolden golden = new CaffeGolden();
    FloatBuffer pixels = direct(golden.pixels());
    int pictures = golden.pictures();
    EngineOptions options = EngineOptions.DEFAULT.withLargestBatch(pictures);
    try (Program program = engine().compile(CaffeGolden.network(), options)) {
      float[] logits = program.run(pixels, pictures).main();
      assertThat(logits).containsExactly(golden.logits(), within(1e-3f));
      for (int i = 0; i < pictures; i++) {
        float[] row = Arrays.copyOfRange(logits, i * 1000, (i + 1) * 1000);
        assertThat(best(row, 5)).isEqualTo(Arrays.copyOfRange(golden.top5(), i * 5, i * 5 + 5));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("goldens")
  void logitsAreThoseOfTheOtherProgram(ForeignGolden golden) {
    try (Program program = engine().compile(golden.network(), EngineOptions.DEFAULT)) {
      float[] found = program.run(direct(golden.pictures()), golden.count()).main();
      assertThat(Close.distance(found, golden.logits())).isLessThan(1e-4);
    }
  }

  @ParameterizedTest
  @FieldSource("variants")
  void everyVariantAndHeadAnswersAsThePlainExecutorDoes(Variant variant) {
    for (int side : new int[] {32, 75, 112}) {
      Network network = SampleWeights.of(GoogLeNet.graph(variant, 7, side, true));
      float[] picture = SampleWeights.picture("contract", network.graph().input());
      Map<String, float[]> expected = new PlainExecutor(network).run(picture);
      try (Program program = engine().compile(network, EngineOptions.DEFAULT)) {
        Outputs outputs = program.run(direct(picture), 1);
        network
            .graph()
            .heads()
            .forEach(
                (head, node) ->
                    assertThat(Close.distance(outputs.of(head), PlainExecutor.get(expected, node)))
                        .describedAs("%s %d %s", variant.name(), side, head)
                        .isLessThan(1e-4));
      }
    }
  }

  /** Also of nodes that other nodes read, and of a node that is a head already. */
  @Test
  void furtherOutputsAreThoseOfThePlainExecutor() {
    Network network =
        SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 7, 48, true))
            .withOutputs(List.of("pool1/norm1", "inception_3a/output", "loss3/classifier"));
    float[] picture = SampleWeights.picture("outputs", network.graph().input());
    Map<String, float[]> expected = new PlainExecutor(network).run(picture);
    try (Program program = engine().compile(network, EngineOptions.DEFAULT)) {
      Outputs outputs = program.run(direct(picture), 1);
      assertThat(network.graph().outputs()).hasSize(6);
      network
          .graph()
          .outputs()
          .forEach(
              (output, node) ->
                  assertThat(Close.distance(outputs.of(output), PlainExecutor.get(expected, node)))
                      .describedAs(output)
                      .isLessThan(1e-4));
      assertThatThrownBy(() -> outputs.of("conv1/7x7_s2"))
          .hasMessage(
              "output: expected one of [main, aux1, aux2, pool1/norm1, inception_3a/output,"
                  + " loss3/classifier], found conv1/7x7_s2.");
    }
  }

  /** torchvision's published weights want a mean and a deviation of .5. */
  @Test
  void anotherInputThanTheVariantsIsComputed() {
    Operation.Normalization half =
        new Operation.Normalization(
            List.of(127.5f, 127.5f, 127.5f), List.of(127.5f, 127.5f, 127.5f), false);
    Network network =
        SampleWeights.of(
            GoogLeNet.graph(Variant.TORCHVISION.withNormalization(half), 7, 64, false));
    float[] picture = SampleWeights.picture("half", network.graph().input());
    float[] expected = new PlainExecutor(network).main(picture);
    try (Program program = engine().compile(network, EngineOptions.DEFAULT)) {
      float[] found = program.run(direct(picture), 1).main();
      assertThat(Close.distance(found, expected)).isLessThan(1e-4);
    }
  }

  /** Engines fold some operations; each must also run by itself. */
  @Test
  void everyOperationRunsByItself() {
    Shape image = new Shape(9, 9, 3);
    List<Operation> operations =
        List.of(
            Variant.PAPER.normalization(),
            Variant.TORCHVISION.normalization(),
            new Operation.Convolution("c", 5, 3, 2, 1, true),
            new Operation.BatchNormalization("b", 1e-3),
            new Operation.Relu(),
            new Operation.LocalResponseNormalization(5, 1e-2, .75, 1),
            new Operation.MaxPool(new Window(3, 2, 1, false)),
            new Operation.MaxPool(new Window(2, 2, 0, true)),
            new Operation.AveragePool(new Window(3, 2, 1, true)),
            new Operation.AdaptiveAveragePool(4, 4),
            new Operation.GlobalAveragePool(),
            new Operation.Dropout(.5),
            new Operation.Linear("l", 6, true),
            new Operation.Softmax());
    for (Operation operation : operations) {
      Shape picture = operation instanceof Operation.Softmax ? new Shape(1, 1, 40) : image;
      Shape shape = operation.shape(List.of(picture));
      // A second reader of the pictures keeps a normalisation from being folded.
      Node node = new Node("node", operation, List.of(Graph.PICTURES), shape);
      Node twice =
          new Node(
              "twice",
              new Operation.Concatenation(),
              List.of("node", "node"),
              new Shape(shape.height(), shape.width(), 2 * shape.channels()));
      Network network =
          SampleWeights.of(new Graph(picture, List.of(node, twice), Map.of(Head.MAIN, "twice")));
      float[] values = SampleWeights.picture("operation", picture);
      for (int i = 0; i < values.length; i++) {
        values[i] -= 100; // so that ReLU has negative inputs
      }
      float[] expected = new PlainExecutor(network).main(values);
      try (Program program = engine().compile(network, EngineOptions.DEFAULT)) {
        float[] found = program.run(direct(values), 1).main();
        assertThat(Close.distance(found, expected)).describedAs("%s", operation).isLessThan(1e-5);
      }
    }
  }

  @Test
  void aPictureAnswersAlikeWhereverItLiesInABatchOfAnySize() {
    Network network = small();
    int size = network.graph().input().size();
    float[] pictures = new float[14 * size];
    for (int i = 0; i < 14; i++) {
      float[] picture = SampleWeights.picture("batch " + i, network.graph().input());
      System.arraycopy(picture, 0, pictures, i * size, size);
    }
    try (Program program = engine().compile(network, EngineOptions.DEFAULT)) {
      float[] alone = new float[14 * 7];
      for (int i = 0; i < 14; i++) {
        FloatBuffer one = direct(Arrays.copyOfRange(pictures, i * size, (i + 1) * size));
        System.arraycopy(program.run(one, 1).main(), 0, alone, i * 7, 7);
      }
      // Growing, shrinking, and more sizes than an engine keeps plans for.
      for (int count : new int[] {2, 14, 3, 13, 4, 12, 5, 11, 6, 10, 7, 9, 8, 1, 14, 2}) {
        float[] found = program.run(direct(pictures), count).main();
        assertThat(Close.distance(found, Arrays.copyOf(alone, count * 7))).isLessThan(1e-5);
      }
    }
  }

  @Test
  void concurrentCallersGetTheirOwnAnswers() throws Exception {
    Network network = small();
    List<float[]> pictures = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      pictures.add(SampleWeights.picture("caller " + i, network.graph().input()));
    }
    for (int concurrency : new int[] {1, 3}) {
      EngineOptions options = EngineOptions.DEFAULT.withConcurrency(concurrency).withThreads(1);
      ExecutorService callers = Executors.newFixedThreadPool(8);
      try (Program program = engine().compile(network, options)) {
        List<float[]> expected = new ArrayList<>();
        for (float[] picture : pictures) {
          expected.add(program.run(direct(picture), 1).main());
        }
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          int caller = i;
          calls.add(
              callers.submit(
                  () -> {
                    FloatBuffer own = direct(pictures.get(caller));
                    for (int round = 0; round < 25; round++) {
                      float[] found = program.run(own, 1).main();
                      for (int other = 0; other < 8; other++) {
                        assertThat(Close.distance(found, expected.get(other)) < 1e-5)
                            .isEqualTo(other == caller);
                      }
                    }
                  }));
        }
        for (Future<?> call : calls) {
          call.get();
        }
      } finally {
        callers.shutdownNow();
      }
    }
  }

  @Test
  void whatCannotBeRunIsRefused() {
    Network network = small();
    int size = network.graph().input().size();
    Program program = engine().compile(network, EngineOptions.DEFAULT.withLargestBatch(2));
    FloatBuffer good = direct(new float[2 * size]);
    assertThatThrownBy(() -> program.run(good, 3))
        .hasMessage(
            "batch: expected 1 to 2 pictures, found 3. Compile with a larger largest batch.");
    assertThatThrownBy(() -> program.run(good, 0))
        .hasMessageStartingWith("batch: expected 1 to 2 pictures, found 0.");
    assertThatThrownBy(() -> program.run(direct(new float[2 * size - 1]), 2))
        .hasMessage(
            "pictures: expected room for 13824 values (2 pictures of 48x48x3), found 13823. Give"
                + " it a larger buffer or limit.");
    assertThatThrownBy(() -> program.run(good.duplicate().limit(10), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 10.");
    assertThatThrownBy(() -> program.run(FloatBuffer.allocate(size), 1))
        .hasMessageStartingWith("pictures: expected a direct buffer in native byte order")
        .hasMessageContaining("found one on the heap");
    ByteOrder other =
        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
            ? ByteOrder.LITTLE_ENDIAN
            : ByteOrder.BIG_ENDIAN;
    FloatBuffer swapped = ByteBuffer.allocateDirect(4 * size).order(other).asFloatBuffer();
    assertThatThrownBy(() -> program.run(swapped, 1))
        .hasMessageContaining("found a direct one in " + other);
    program.close();
    program.close();
    assertThatThrownBy(() -> program.run(good, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("program: expected an open one, found it closed.");
  }

  @Test
  void closingWaitsForTheRunsAtWork() throws Exception {
    Network network = small();
    FloatBuffer picture = direct(SampleWeights.picture("closing", network.graph().input()));
    for (int round = 0; round < 5; round++) {
      Program program = engine().compile(network, EngineOptions.DEFAULT);
      float[] expected = program.run(picture, 1).main();
      AtomicInteger answers = new AtomicInteger();
      Thread caller =
          new Thread(
              () -> {
                try {
                  while (true) {
                    assertThat(program.run(picture, 1).main()).isEqualTo(expected);
                    answers.incrementAndGet();
                  }
                } catch (IllegalStateException closed) {
                  answers.addAndGet(1000);
                } finally {
                  answers.addAndGet(3); // so that nobody waits, whatever ended it
                }
              });
      caller.start();
      while (answers.get() < 3) {
        Thread.onSpinWait();
      }
      program.close();
      caller.join();
      assertThat(answers.get()).isGreaterThanOrEqualTo(1006);
    }
  }

  @Test
  @Timeout(60)
  void closingLeavesNobodyWaiting() throws Exception {
    Network network = small();
    FloatBuffer picture = direct(SampleWeights.picture("closing", network.graph().input()));
    ExecutorService callers = Executors.newFixedThreadPool(20);
    try {
      Program program = engine().compile(network, EngineOptions.DEFAULT);
      float[] expected = program.run(picture, 1).main();
      CountDownLatch running = new CountDownLatch(20);
      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(
            callers.submit(
                () -> {
                  for (int answers = 0; ; answers++) {
                    running.countDown();
                    try {
                      float[] found = program.run(picture, 1).main();
                      assertThat(Close.distance(found, expected)).isLessThan(1e-5);
                    } catch (IllegalStateException closed) {
                      return answers;
                    }
                  }
                }));
      }
      running.await();
      program.close();
      for (Future<Integer> call : calls) {
        assertThat(call.get()).isNotNegative();
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private static Network small() {
    return SampleWeights.of(GoogLeNet.graph(Variant.BATCH_NORM, 7, 48, false));
  }
}
