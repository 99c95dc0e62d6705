package io.github.googlenet4j.torch;

import io.github.googlenet4j.graph.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Several parameters, one behind the other in one tensor, so that a GPU changes all of them with
 * one kernel. Convolutions' weights are channels last. Within the caller's scope.
 */
final class FlatParameters {
  /** Where a parameter begins: each 256 bytes, as cuDNN's fastest kernels want it. */
  private static final int ALIGNMENT = 64;

  private static final int CONVOLUTION_RANK = 4;

  private final List<Parameter> parameters;
  private final Map<String, Long> offsets = new LinkedHashMap<>();
  private final long size;

  FlatParameters(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
    long end = 0;
    for (Parameter parameter : parameters) {
      offsets.put(parameter.name(), end);
      end += aligned(count(parameter));
    }
    size = end;
  }

  private static long count(Parameter parameter) {
    return parameter.shape().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  private static long aligned(long count) {
    return Math.floorDiv(count + ALIGNMENT - 1, (long) ALIGNMENT) * ALIGNMENT;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** A tensor for all of them, of zeros. */
  Tensor zeros(TensorOptions options) {
    return torch.zeros(new long[] {size}, options);
  }

  /** One parameter's place in such a tensor, in its own shape. */
  Tensor view(Tensor flat, Parameter parameter) {
    long offset = Objects.requireNonNull(offsets.get(parameter.name()), parameter.name());
    Tensor part = flat.narrow(0, offset, count(parameter));
    long[] shape = parameter.shape().stream().mapToLong(Integer::longValue).toArray();
    return shape.length == CONVOLUTION_RANK
        ? part.view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
        : part.view(shape);
  }

  /**
   * Writes the gradients of all parameters behind each other; zeros for those that have none.
   *
   * @param values the parameters, by name
   */
  void gather(Map<String, Tensor> values, Tensor into) {
    List<Tensor> pieces = new ArrayList<>();
    Tensor zeros = torch.zeros(new long[] {ALIGNMENT}, into.options());
    for (Parameter parameter : parameters) {
      Tensor value = Objects.requireNonNull(values.get(parameter.name()), parameter.name());
      Tensor gradient = value.mutable_grad();
      long count = count(parameter);
      long gap = aligned(count) - count;
      if (!gradient.defined()) {
        pieces.add(torch.zeros(new long[] {count + gap}, into.options()));
        continue;
      }
      Tensor inOrder = gradient.dim() == CONVOLUTION_RANK ? gradient.permute(0, 2, 3, 1) : gradient;
      pieces.add(inOrder.reshape(-1));
      if (gap > 0) {
        pieces.add(zeros.narrow(0, 0, gap));
      }
    }
    torch.cat_out(into, new TensorVector(pieces.toArray(Tensor[]::new)), 0);
  }
}
