package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.onednn.internal.nativelib.InstructionSet;
import org.jspecify.annotations.Nullable;

/**
 * The formats that a precision comes down to.
 *
 * @param quantization which convolutions read integers, and of which range; null for none
 * @param pictures how such a convolution reads the pictures
 * @param floating what need be neither an integer nor float32
 */
record PrecisionFormats(
    @Nullable Quantization quantization, ActivationFormat pictures, ActivationFormat floating) {
  /** On this CPU. */
  static PrecisionFormats of(Network simplified, Precision precision) {
    @Nullable Quantization quantization =
        precision == Precision.INT8 ? simplified.quantization().orElse(null) : null;
    boolean narrow =
        precision == Precision.BF16
            || (quantization != null && InstructionSet.hasBfloat16(InstructionSet.current()));
    return floating(narrow ? ActivationFormat.BFLOAT16 : ActivationFormat.FLOAT32)
        .with(quantization);
  }

  /** Without integers. */
  static PrecisionFormats floating(ActivationFormat floating) {
    return new PrecisionFormats(null, ActivationFormat.FLOAT32, floating);
  }

  /** Pixels are integers already, but without VNNI too large to be multiplied as they are. */
  private PrecisionFormats with(@Nullable Quantization known) {
    float step =
        InstructionSet.hasVnni(InstructionSet.current())
            ? 1
            : (float) Quantization.ACTIVATION_STEPS / Quantization.RANGE_STEPS;
    return new PrecisionFormats(known, ActivationFormat.unsigned8(step), floating);
  }

  /** What a convolution reads. */
  ActivationFormat read(Graph graph, Node convolution) {
    if (quantization == null || !quantization.covers(graph, convolution)) {
      return floating;
    }
    String input = convolution.input();
    return input.equals(Graph.PICTURES)
        ? pictures
        : ActivationFormat.unsigned8(quantization.range(graph, input) / Quantization.RANGE_STEPS);
  }
}
