package io.github.googlenet4j.torch;

import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * All tensors that outlive a step, each by its parameter's name: weights and running statistics,
 * the optimiser's moments, the average. Owns them.
 */
@SuppressWarnings("try") // scopes and guards act by being open
final class ParameterStore implements AutoCloseable {
  private static final String COUNT = "updates";
  private static final String OPTIONS = "options";

  /** Counts are kept in floats, which hold 24 bits exactly. */
  private static final int DIGIT = 1 << 20;

  private static final int CONVOLUTION_RANK = 4;

  private final LearnerOptions options;
  private final List<Parameter> parameters;
  private final Set<String> frozen;
  private final Map<String, Tensor> values = new LinkedHashMap<>();
  private final Map<String, Tensor> firsts = new LinkedHashMap<>();
  private final Map<String, Tensor> seconds = new LinkedHashMap<>();
  private final Map<String, Tensor> averages = new LinkedHashMap<>();

  /** Updates made so far. */
  long count;

  ParameterStore(Network network, LearnerOptions options, Set<String> frozen, Hardware hardware) {
    this.options = options;
    this.frozen = frozen;
    this.parameters = network.graph().parameters();
    try (PointerScope scope = new PointerScope()) {
      for (Parameter parameter : parameters) {
        String name = parameter.name();
        Tensor value =
            Native.tensor(network.weights().get(name)).to(hardware.device(), ScalarType.Float);
        if (parameter.shape().size() == CONVOLUTION_RANK) {
          value = value.contiguous(hardware.layout());
        }
        keep(values, name, value);
        if (isTrained(parameter)) {
          keep(firsts, name, torch.zeros_like(value));
          if (options.optimizer() instanceof Optimizer.AdamW) {
            keep(seconds, name, torch.zeros_like(value));
          }
        }
        if (!(options.average() instanceof Average.None)) {
          keep(averages, name, value.clone());
        }
        if (isTrained(parameter)) {
          value.set_requires_grad(true);
        }
      }
    }
  }

  private static void keep(Map<String, Tensor> map, String name, Tensor tensor) {
    map.put(name, (Tensor) tensor.retainReference());
  }

  private boolean isTrained(Parameter parameter) {
    return parameter.trained() && !frozen.contains(parameter.name());
  }

  Map<String, Tensor> values() {
    return Collections.unmodifiableMap(values);
  }

  Tensor value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  Tensor first(String name) {
    return Objects.requireNonNull(firsts.get(name), name);
  }

  /** The first moment where the rule has no second. */
  Tensor second(String name) {
    return seconds.getOrDefault(name, first(name));
  }

  /** The gathered gradient of each trained parameter that has one. */
  Map<String, Tensor> gradients() {
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      if (isTrained(parameter)) {
        Tensor gradient = value(parameter.name()).mutable_grad();
        if (gradient.defined()) {
          gradients.put(parameter.name(), gradient);
        }
      }
    }
    return gradients;
  }

  /** Frees them: the next backward pass then takes its results instead of adding to zeros. */
  void forgetGradients() {
    for (String name : firsts.keySet()) {
      value(name).mutable_grad().reset();
    }
  }

  /** Moves the average on, after an update. */
  void average() {
    double share;
    if (options.average() instanceof Average.Exponential exponential) {
      share = 1 - Math.min(exponential.decay(), (1.0 + count) / (10.0 + count));
    } else if (options.average() instanceof Average.Polyak polyak) {
      share = 1.0 / Math.max(1, count - polyak.firstUpdate() + 1);
    } else {
      return;
    }
    averages.forEach((name, mean) -> mean.lerp_(value(name), new Scalar(share)));
  }

  Weights weights() {
    return read(values);
  }

  Weights averagedWeights() {
    return averages.isEmpty() ? weights() : read(averages);
  }

  private Weights read(Map<String, Tensor> from) {
    Map<String, io.github.googlenet4j.graph.Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      Tensor tensor = Objects.requireNonNull(from.get(parameter.name()));
      tensors.put(parameter.name(), read(parameter, tensor));
    }
    return new Weights(tensors);
  }

  private static io.github.googlenet4j.graph.Tensor read(Parameter parameter, Tensor tensor) {
    try (PointerScope scope = new PointerScope()) {
      float[] read = Native.values(tensor.detach());
      return new io.github.googlenet4j.graph.Tensor(parameter.shape(), read);
    }
  }

  /** Every map that a state is made of, by the first word of its tensors' names. */
  private Map<String, Map<String, Tensor>> groups() {
    Map<String, Map<String, Tensor>> groups = new LinkedHashMap<>();
    groups.put("weights", values);
    groups.put("first", firsts);
    groups.put("second", seconds);
    groups.put("average", averages);
    return groups;
  }

  Map<String, io.github.googlenet4j.graph.Tensor> state() {
    Map<String, io.github.googlenet4j.graph.Tensor> state = new LinkedHashMap<>();
    groups()
        .forEach(
            (group, tensors) -> {
              for (Parameter parameter : parameters) {
                Tensor tensor = tensors.get(parameter.name());
                if (tensor != null) {
                  state.put(group + ":" + parameter.name(), read(parameter, tensor));
                }
              }
            });
    float[] digits = {count % DIGIT, (float) Math.floorDiv(count, (long) DIGIT)};
    state.put(COUNT, new io.github.googlenet4j.graph.Tensor(List.of(2), digits));
    state.put(OPTIONS, new io.github.googlenet4j.graph.Tensor(List.of(2), fingerprint()));
    return state;
  }

  /** The options' checksum, in two halves that floats hold exactly. */
  private float[] fingerprint() {
    long sum = options.checksum();
    return new float[] {sum >>> Short.SIZE, sum & 0xFFFF};
  }

  void restore(Map<String, io.github.googlenet4j.graph.Tensor> state) {
    Map<String, List<Integer>> expected = new LinkedHashMap<>();
    state().forEach((name, tensor) -> expected.put(name, tensor.shape()));
    List<String> problems = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          io.github.googlenet4j.graph.Tensor found = state.get(name);
          if (found == null || !found.shape().equals(shape)) {
            problems.add(
                "%s: expected shape %s, found %s"
                    .formatted(name, shape, found == null ? "none" : found.shape()));
          }
        });
    state.keySet().stream()
        .filter(name -> !expected.containsKey(name))
        .forEach(name -> problems.add(name + ": expected no such tensor, found one"));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "state: expected that of this network and these options, found another (%s%s). Begin a new run."
              .formatted(problems.get(0), problems.size() > 1 ? ", and more" : ""));
    }
    if (!Arrays.equals(get(state, OPTIONS).values(), fingerprint())) {
      throw new IllegalArgumentException(
          "state: expected that of these options, found that of other rates, decays, weights of"
              + " heads, clipping, optimizer or average. Go on with the recipe it was begun with, or"
              + " begin a new run.");
    }
    forgetGradients();
    groups()
        .forEach(
            (group, tensors) ->
                tensors.forEach((name, tensor) -> copy(state, group + ":" + name, tensor)));
    float[] digits = get(state, COUNT).values();
    count = (long) digits[0] + DIGIT * (long) digits[1];
  }

  private static io.github.googlenet4j.graph.Tensor get(
      Map<String, io.github.googlenet4j.graph.Tensor> state, String name) {
    return Objects.requireNonNull(state.get(name), name);
  }

  private static void copy(
      Map<String, io.github.googlenet4j.graph.Tensor> state, String name, Tensor to) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      to.copy_(Native.tensor(get(state, name)));
    }
  }

  @Override
  public void close() {
    for (Map<String, Tensor> tensors : groups().values()) {
      tensors.values().forEach(Tensor::releaseReference);
      tensors.clear();
    }
  }
}
