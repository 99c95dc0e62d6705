package io.github.googlenet4j.torch;

import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.trainer.LearnerOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * What a learner needs to go on bit for bit, as tensors with names: {@code weights:}, {@code
 * first:}, {@code second:} and {@code average:} before each parameter's name, the number of updates
 * and a checksum of the options.
 */
@SuppressWarnings("try") // scopes and guards act by being open
final class LearnerState {
  private static final String COUNT = "updates";
  private static final String OPTIONS = "options";

  /** Counts are kept in floats, which hold 24 bits exactly. */
  private static final int DIGIT = 1 << 20;

  private final ParameterStore store;
  private final LearnerOptions options;

  LearnerState(ParameterStore store, LearnerOptions options) {
    this.store = store;
    this.options = options;
  }

  Map<String, io.github.googlenet4j.graph.Tensor> state() {
    Map<String, io.github.googlenet4j.graph.Tensor> state = new LinkedHashMap<>();
    store
        .groups()
        .forEach(
            (group, tensors) -> {
              for (Parameter parameter : store.parameters()) {
                Tensor tensor = tensors.get(parameter.name());
                if (tensor != null) {
                  state.put(group + ":" + parameter.name(), ParameterStore.read(parameter, tensor));
                }
              }
            });
    float[] digits = {store.count % DIGIT, (float) Math.floorDiv(store.count, (long) DIGIT)};
    state.put(COUNT, new io.github.googlenet4j.graph.Tensor(List.of(2), digits));
    state.put(OPTIONS, new io.github.googlenet4j.graph.Tensor(List.of(2), fingerprint()));
    return state;
  }

  /** The shapes of all tensors of a state. */
  private Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    store
        .groups()
        .forEach(
            (group, tensors) -> {
              for (Parameter parameter : store.parameters()) {
                if (tensors.containsKey(parameter.name())) {
                  shapes.put(group + ":" + parameter.name(), parameter.shape());
                }
              }
            });
    shapes.put(COUNT, List.of(2));
    shapes.put(OPTIONS, List.of(2));
    return shapes;
  }

  /** The options' checksum, in two halves that floats hold exactly. */
  private float[] fingerprint() {
    long sum = options.checksum();
    return new float[] {sum >>> Short.SIZE, sum & 0xFFFF};
  }

  void restore(Map<String, io.github.googlenet4j.graph.Tensor> state) {
    Map<String, List<Integer>> expected = shapes();
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
    store.forgetGradients();
    store
        .groups()
        .forEach(
            (group, tensors) ->
                tensors.forEach((name, tensor) -> copy(state, group + ":" + name, tensor)));
    float[] digits = get(state, COUNT).values();
    store.count = (long) digits[0] + DIGIT * (long) digits[1];
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
}
