package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.onednn.internal.nativelib.Instructions;
import org.jspecify.annotations.Nullable;

/**
 * The formats that a precision comes down to.
 *
 * @param quantization which convolutions read integers, and of which range; null for none
 * @param pictures how such a convolution reads the pictures
 * @param floating what need be neither an integer nor float32
 */
record Formats(@Nullable Quantization quantization, Format pictures, Format floating) {
  /** On this CPU. */
  static Formats of(Network simplified, Precision precision) {
    @Nullable Quantization quantization =
        precision == Precision.INT8 ? simplified.quantization().orElse(null) : null;
    boolean narrow =
        precision == Precision.BF16
            || (quantization != null && Instructions.haveBfloat(Instructions.here()));
    return floating(narrow ? Format.BFLOAT : Format.FLOAT).with(quantization);
  }

  /** Without integers. */
  static Formats floating(Format floating) {
    return new Formats(null, Format.FLOAT, floating);
  }

  /** Pixels are integers already, but without VNNI too large to be multiplied as they are. */
  private Formats with(@Nullable Quantization known) {
    float step =
        Instructions.haveVnni(Instructions.here())
            ? 1
            : (float) Quantization.ACTIVATION_STEPS / Quantization.RANGE_STEPS;
    return new Formats(known, Format.unsigned(step), floating);
  }

  /** What a convolution reads. */
  Format read(Graph graph, Node convolution) {
    if (quantization == null || !quantization.covers(graph, convolution)) {
      return floating;
    }
    String input = convolution.input();
    return input.equals(Graph.PICTURES)
        ? pictures
        : Format.unsigned(quantization.range(graph, input) / Quantization.RANGE_STEPS);
  }
}
