package io.github.googlenet4j.torch;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.machine.FirstLayers;
import io.github.googlenet4j.machine.Measurements;
import io.github.googlenet4j.machine.Race;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * In which precision this CPU trains faster: the gradients of {@link FirstLayers} are computed in
 * float32 and in bf16. A CPU that has instructions for bf16 may still be slower in it.
 */
final class TrainingTimes {
  private static final int PICTURES = 1;
  private static final int SIDE = 112;
  private static final Duration LIMIT = Duration.ofMillis(100);

  /** What bf16 has to gain, so that chance does not decide. */
  private static final double WORTH_IT = .97;

  private TrainingTimes() {}

  /** FP32 or BF16; measured if it is not known. */
  static Precision fastest() {
    Map<String, Double> times = of();
    double narrow = times.getOrDefault(Precision.BF16.toString(), Double.POSITIVE_INFINITY);
    double wide = times.getOrDefault(Precision.FP32.toString(), 0.0);
    return narrow < WORTH_IT * wide ? Precision.BF16 : Precision.FP32;
  }

  /** Milliseconds for each precision, on one thread. */
  private static Map<String, Double> of() {
    return Measurements.shared()
        .get("training, LibTorch " + Native.version(), TrainingTimes::measure);
  }

  private static Map<String, Double> measure() {
    Network network = FirstLayers.network(Variant.BATCH_NORM, SIDE).withoutQuantization();
    try (Gradients wide = new Gradients(network, Precision.FP32);
        Gradients narrow = new Gradients(network, Precision.BF16)) {
      Map<String, Runnable> ways = new LinkedHashMap<>();
      ways.put(Precision.FP32.toString(), wide);
      ways.put(Precision.BF16.toString(), narrow);
      return Race.milliseconds(ways, LIMIT);
    }
  }

  /** Computes the gradients of a network's sum in one precision. */
  @SuppressWarnings("try") // scopes and guards act by being open
  private static final class Gradients implements Runnable, AutoCloseable {
    private final Hardware hardware;
    private final Constants constants;
    private final DropoutMasks masks;
    private final ParameterStore store;
    private final Execution execution;
    private final FloatBuffer pictures = FirstLayers.pictures(PICTURES * SIDE * SIDE * 3);

    Gradients(Network network, Precision precision) {
      hardware = new Hardware(false, precision, 1, MemoryFormat.ChannelsLast, false);
      hardware.prepare();
      LearnerOptions options =
          new LearnerOptions(
              new Optimizer.Sgd(0, false),
              Map.of(),
              Map.of(),
              0,
              new Average.None(),
              precision,
              Device.CPU,
              1);
      constants = new Constants(hardware);
      masks = new DropoutMasks(hardware, false);
      store = new ParameterStore(network, options, Set.of(), hardware);
      execution = new Execution(network.graph(), constants, Set.of(), masks);
    }

    @Override
    public void run() {
      try (PointerScope scope = new PointerScope()) {
        FloatPointer data = new FloatPointer(pictures);
        Tensor batch =
            torch.from_blob(data, new long[] {PICTURES, SIDE, SIDE, 3}).permute(0, 3, 1, 2);
        try (Autocast autocast = new Autocast(hardware)) {
          Map<String, Tensor> outputs = execution.run(batch, store.values());
          Objects.requireNonNull(outputs.get(Head.MAIN.toString()))
              .to(ScalarType.Float)
              .sum()
              .backward();
        }
      } finally {
        Reference.reachabilityFence(pictures); // the collector does not see that LibTorch reads it
      }
    }

    @Override
    public void close() {
      store.close();
      masks.close();
      constants.close();
    }
  }
}
