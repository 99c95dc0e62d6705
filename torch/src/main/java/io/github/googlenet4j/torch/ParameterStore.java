package io.github.googlenet4j.torch;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * All tensors that outlive a step, each by its parameter's name: weights and running statistics,
 * the optimiser's moments, the average. Owns them.
 */
@SuppressWarnings("try") // scopes and guards act by being open
final class ParameterStore implements AutoCloseable {
  private static final int CONVOLUTION_RANK = 4;

  private final LearnerOptions options;
  private final List<Parameter> parameters;
  private final Set<String> frozen;
  private final Map<String, Tensor> values = new LinkedHashMap<>();
  private final Map<String, Tensor> firstMoments = new LinkedHashMap<>();
  private final Map<String, Tensor> secondMoments = new LinkedHashMap<>();
  private final Map<String, Tensor> averages = new LinkedHashMap<>();

  /** An average and what it is the average of: one parameter, or all that lie together. */
  private record Averaged(Tensor mean, Tensor value) {}

  private final List<Averaged> averaged = new ArrayList<>();

  /** Parameters that are treated alike, where they lie together; see {@link #placeTogether}. */
  private record Together(
      FlatParameters flat,
      Group group,
      Tensor value,
      Tensor first,
      Tensor second,
      Tensor gradient,
      Tensor stepGradient) {}

  private final boolean liesTogether;
  private final List<Together> together = new ArrayList<>();
  private final List<Tensor> wholes = new ArrayList<>();
  private final Map<String, Tensor> gradientViews = new LinkedHashMap<>();

  /** Updates made so far. */
  long count;

  ParameterStore(Network network, LearnerOptions options, Set<String> frozen, Hardware hardware) {
    this.options = options;
    this.frozen = frozen;
    this.liesTogether = hardware.cuda();
    this.parameters = network.graph().parameters();
    try (PointerScope scope = new PointerScope()) {
      if (liesTogether) {
        placeTogether(network, hardware);
      } else {
        placeApart(network, hardware);
      }
      for (Parameter parameter : parameters) {
        if (isTrained(parameter)) {
          value(parameter.name()).set_requires_grad(true);
        }
      }
    }
  }

  /** A tensor for each parameter. */
  private void placeApart(Network network, Hardware hardware) {
    for (Parameter parameter : parameters) {
      String name = parameter.name();
      Tensor value =
          Native.tensor(network.weights().get(name)).to(hardware.device(), ScalarType.Float);
      if (parameter.shape().size() == CONVOLUTION_RANK) {
        value = value.contiguous(hardware.layout());
      }
      keep(values, name, value);
      if (isTrained(parameter)) {
        keep(firstMoments, name, torch.zeros_like(value));
        if (hasSecond()) {
          keep(secondMoments, name, torch.zeros_like(value));
        }
      }
      if (hasAverage()) {
        keep(averages, name, value.clone());
        averaged.add(new Averaged(Objects.requireNonNull(averages.get(name)), value));
      }
    }
  }

  /** One tensor for all parameters that are treated alike: a GPU updates it with few kernels. */
  private void placeTogether(Network network, Hardware hardware) {
    TensorOptions options =
        new TensorOptions(ScalarType.Float).device(new DeviceOptional(hardware.device()));
    Set<String> reached = reached(network.graph());
    Map<Alike, List<Parameter>> groups = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      Optional<Group> group =
          isTrained(parameter) ? Optional.of(group(parameter.name())) : Optional.empty();
      Alike key = new Alike(group, reached.contains(parameter.name()));
      groups.computeIfAbsent(key, ignored -> new ArrayList<>()).add(parameter);
    }
    groups.forEach(
        (key, alike) -> {
          Optional<Group> group = key.group();
          FlatParameters flat = new FlatParameters(alike);
          Tensor value = own(flat.zeros(options));
          for (Parameter parameter : alike) {
            Tensor view = flat.view(value, parameter);
            view.copy_(Native.tensor(network.weights().get(parameter.name())));
            keep(values, parameter.name(), view);
          }
          if (group.isPresent()) {
            Tensor first = own(flat.zeros(options));
            Tensor second = hasSecond() ? own(flat.zeros(options)) : first;
            views(flat, first, firstMoments);
            if (key.reached()) {
              Tensor gradient = own(flat.zeros(options));
              Tensor ofStep = own(flat.zeros(options));
              together.add(new Together(flat, group.get(), value, first, second, gradient, ofStep));
              views(flat, gradient, gradientViews);
            }
            if (hasSecond()) {
              views(flat, second, secondMoments);
            }
          }
          if (hasAverage()) {
            Tensor average = own(value.clone());
            views(flat, average, averages);
            averaged.add(new Averaged(average, value));
          }
        });
  }

  /**
   * What is treated alike.
   *
   * @param group of trained parameters
   * @param reached whether a head whose loss counts depends on it; others are not updated
   */
  private record Alike(Optional<Group> group, boolean reached) {}

  /** Parameters of the nodes that a head with a weight depends on. */
  private Set<String> reached(Graph graph) {
    Set<String> reached = new HashSet<>();
    graph
        .heads()
        .forEach(
            (head, node) -> {
              if (options.headWeights().getOrDefault(head, 0.0) != 0) {
                graph.endingAt(node).parameters().forEach(p -> reached.add(p.name()));
              }
            });
    return reached;
  }

  private static void views(FlatParameters flat, Tensor whole, Map<String, Tensor> into) {
    flat.parameters().forEach(p -> keep(into, p.name(), flat.view(whole, p)));
  }

  private Tensor own(Tensor tensor) {
    Tensor kept = (Tensor) tensor.retainReference();
    wholes.add(kept);
    return kept;
  }

  private Group group(String name) {
    return Objects.requireNonNull(options.groups().get(name), name);
  }

  private boolean hasSecond() {
    return options.optimizer() instanceof Optimizer.AdamW;
  }

  private boolean hasAverage() {
    return !(options.average() instanceof Average.None);
  }

  private static void keep(Map<String, Tensor> map, String name, Tensor tensor) {
    map.put(name, (Tensor) tensor.retainReference());
  }

  private boolean isTrained(Parameter parameter) {
    return parameter.trained() && !frozen.contains(parameter.name());
  }

  List<Parameter> parameters() {
    return parameters;
  }

  Map<String, Tensor> values() {
    return Collections.unmodifiableMap(values);
  }

  Tensor value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  Tensor first(String name) {
    return Objects.requireNonNull(firstMoments.get(name), name);
  }

  /** The first moment where the rule has no second. */
  Tensor second(String name) {
    return secondMoments.getOrDefault(name, first(name));
  }

  /** The gathered gradient of each trained parameter that has one. */
  Map<String, Tensor> gradients() {
    if (liesTogether) {
      return Collections.unmodifiableMap(gradientViews);
    }
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

  /** What one call of the rule changes: one parameter, or all that are treated alike. */
  record Updated(Group group, Tensor value, Tensor gradient, Tensor first, Tensor second) {}

  /** All that the gathered gradients change. */
  List<Updated> updated() {
    List<Updated> updated = new ArrayList<>();
    for (Together one : together) {
      updated.add(new Updated(one.group(), one.value(), one.gradient(), one.first(), one.second()));
    }
    if (!liesTogether) {
      gradients()
          .forEach(
              (name, gradient) ->
                  updated.add(
                      new Updated(group(name), value(name), gradient, first(name), second(name))));
    }
    return updated;
  }

  /**
   * Where parameters lie together: moves the gradients of the last step out of LibTorch's hands.
   */
  void takeGradients() {
    for (Together one : together) {
      one.flat().gather(values, one.stepGradient());
    }
    for (String name : gradientViews.keySet()) {
      value(name).mutable_grad().reset();
    }
  }

  /**
   * Where parameters lie together: the gradients last taken become, or are added to, the gathered.
   */
  void gather(boolean add) {
    for (Together one : together) {
      if (add) {
        one.gradient().add_(one.stepGradient());
      } else {
        one.gradient().copy_(one.stepGradient());
      }
    }
  }

  /**
   * Frees LibTorch's gradients: the next backward pass then takes its results instead of adding to
   * zeros. Gathered ones that lie together are overwritten by the next.
   */
  void forgetGradients() {
    for (String name : firstMoments.keySet()) {
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
    averaged.forEach(one -> one.mean().lerp_(one.value(), new Scalar(share)));
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

  /** A copy on the heap. */
  static io.github.googlenet4j.graph.Tensor read(Parameter parameter, Tensor tensor) {
    try (PointerScope scope = new PointerScope()) {
      float[] read = Native.values(tensor.detach());
      return new io.github.googlenet4j.graph.Tensor(parameter.shape(), read);
    }
  }

  /** Every map that a state is made of, by the first word of its tensors' names. */
  Map<String, Map<String, Tensor>> groups() {
    Map<String, Map<String, Tensor>> groups = new LinkedHashMap<>();
    groups.put("weights", values);
    groups.put("first", firstMoments);
    groups.put("second", secondMoments);
    groups.put("average", averages);
    return groups;
  }

  @Override
  public void close() {
    for (Map<String, Tensor> tensors : groups().values()) {
      tensors.values().forEach(Tensor::releaseReference);
      tensors.clear();
    }
    gradientViews.values().forEach(Tensor::releaseReference);
    gradientViews.clear();
    wholes.forEach(Tensor::releaseReference);
    wholes.clear();
    together.clear();
  }
}
