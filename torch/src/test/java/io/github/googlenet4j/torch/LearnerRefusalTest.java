package io.github.googlenet4j.torch;

import static io.github.googlenet4j.torch.Learning.GRADIENT;
import static io.github.googlenet4j.torch.Learning.PLAIN;
import static io.github.googlenet4j.torch.Learning.googLeNet;
import static io.github.googlenet4j.torch.Learning.plain;
import static io.github.googlenet4j.torch.Learning.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.TrainingEngine;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a learner refuses, in one line, and that it is found. */
class LearnerRefusalTest {
  @Test
  void batchesThatDoNotFitAreRefused() {
    Network network = SampleWeights.of(small());
    try (TorchLearner learner = plain(network, PLAIN)) {
      Batch good = Learning.noise("bad", network.graph(), 0, 1);
      FloatBuffer few = Learning.direct(new float[3]);
      refused(
          learner,
          new Batch(few, good.targets(), good.labels(), 2, 8),
          "room for 384 values of pictures, found 3.");
      refused(
          learner,
          new Batch(good.pictures(), few, good.labels(), 2, 8),
          "room for 8 values of targets, found 3.");
      refused(
          learner,
          new Batch(good.pictures(), good.targets(), new int[1], 2, 8),
          "labels 2, found 1.");
      refused(
          learner,
          new Batch(FloatBuffer.allocate(384), good.targets(), good.labels(), 2, 8),
          "pictures in a direct buffer in native byte order, found another.");
      assertThatThrownBy(
              () ->
                  learner.accumulate(
                      new Batch(good.pictures(), good.targets(), new int[] {0, 4}, 2, 8), 1, 0))
          .hasMessage("labels: expected classes from -1 to 3, found 4.");
    }
    Network norm = googLeNet(Variant.BATCH_NORM, 32); // ends in 1x1
    try (TorchLearner learner = plain(norm, PLAIN)) {
      assertThatThrownBy(() -> learner.accumulate(Learning.noise("bad", norm.graph(), 1), 1, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "batch: expected more than one value a channel at inception_5a/.*\\.bn, found one. Use"
                  + " larger batches or pictures.");
    }
  }

  private static void refused(TorchLearner learner, Batch batch, String message) {
    assertThatThrownBy(() -> learner.accumulate(batch, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch: expected " + message);
  }

  @Test
  void aClosedLearnerSaysSo() {
    Network network = SampleWeights.of(small());
    TorchLearner learner = plain(network, PLAIN);
    learner.close();
    learner.close();
    Batch batch = Learning.noise("closed", network.graph(), 0);
    List<Runnable> calls =
        List.of(
            () -> learner.accumulate(batch, 1, 0),
            () -> learner.update(1),
            learner::weights,
            learner::averagedWeights,
            learner::state,
            learner::gradientNorms,
            () -> learner.resize(network.graph()));
    for (Runnable call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("learner: expected an open one, found it closed.");
    }
  }

  private static LearnerOptions on(Graph graph, Precision precision, Device device) {
    LearnerOptions o = Learning.options(graph, GRADIENT, PLAIN);
    return new LearnerOptions(
        o.optimizer(), o.groups(), o.headWeights(), 0, o.average(), precision, device, 1);
  }

  @Test
  void whatTheMachineLacksIsRefused() throws Exception {
    Network network = SampleWeights.of(small());
    TrainingEngine engine = new TorchTrainingEngine();
    assertThatThrownBy(
            () -> engine.learner(network, on(network.graph(), Precision.INT8, Device.CPU)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("precision: expected fp32, bf16 or auto for training, found int8.");
    if (!torch.cuda_is_available()) {
      assertThatThrownBy(
              () -> engine.learner(network, on(network.graph(), Precision.FP32, Device.CUDA)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("device: expected cuda, found ");
    }
    Path cpu = Path.of("/proc/cpuinfo");
    Assumptions.assumeTrue(
        Files.exists(cpu) && !Files.readString(cpu).matches("(?s).*\\b(avx512_bf16|amx_bf16)\\b.*"),
        "skipped: this processor may have bf16");
    assertThatThrownBy(
            () -> engine.learner(network, on(network.graph(), Precision.BF16, Device.CPU)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "precision: expected a processor with AVX-512 BF16 or AMX for bf16, found neither. Choose"
                + " the precision fp32 or auto.");
    try (var learner = engine.learner(network, on(network.graph(), Precision.AUTO, Device.CPU))) {
      assertThat(learner.description()).isEqualTo("LibTorch 2.10.0 on 1 CPU core, fp32");
    }
  }

  @Test
  void serviceLoaderFindsIt() {
    assertThat(TrainingEngine.best()).isInstanceOf(TorchTrainingEngine.class);
    assertThat(TrainingEngine.best().obstacle()).isEmpty();
  }
}
