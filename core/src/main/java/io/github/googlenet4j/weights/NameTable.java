package io.github.googlenet4j.weights;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The names that a PyTorch program gives to our layers.
 *
 * <p>Its units of convolution and batch normalisation are modules with the parts {@code conv} and
 * {@code bn}, inside of an inception module by branch; its linear layers are modules of their own.
 *
 * @param units module of each convolution outside of the inception modules, by our layer name
 * @param inceptions module of each inception module, by our name of it
 * @param branches module of each convolution inside of an inception module
 * @param linears module of each linear layer
 */
record NameTable(
    Map<String, String> units,
    Map<String, String> inceptions,
    Map<String, String> branches,
    Map<String, String> linears) {

  private static final Map<String, String> UNIT_ROLES =
      Map.of(
          "weight", "conv.weight",
          "bias", "conv.bias",
          "bn.scale", "bn.weight",
          "bn.shift", "bn.bias",
          "bn.mean", "bn.running_mean",
          "bn.variance", "bn.running_var");

  /** That program's name of a parameter, if it has one. */
  Optional<String> foreign(String parameter) {
    int dot = parameter.indexOf('.');
    String layer = parameter.substring(0, Math.max(dot, 0));
    String role = parameter.substring(dot + 1);
    String linear = linears.get(layer);
    if (linear != null) {
      return Optional.of(linear + "." + role);
    }
    String unit = units.containsKey(layer) ? units.get(layer) : inside(layer);
    String unitRole = UNIT_ROLES.get(role);
    return unit == null || unitRole == null ? Optional.empty() : Optional.of(unit + "." + unitRole);
  }

  private @Nullable String inside(String layer) {
    int slash = layer.indexOf('/');
    String inception = inceptions.get(layer.substring(0, Math.max(slash, 0)));
    String branch = branches.get(layer.substring(slash + 1));
    return inception == null || branch == null ? null : inception + "." + branch;
  }
}
