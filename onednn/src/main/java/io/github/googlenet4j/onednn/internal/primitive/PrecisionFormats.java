package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.onednn.internal.nativelib.InstructionSet;
import org.jspecify.annotations.Nullable;

/**
 * The formats of activations in one precision.
 *
 * @param quantization which convolutions read integers, and their ranges; null where none does
 * @param pictures the format in which a quantized convolution reads the input pictures
 * @param floating the format of activations that need neither integers nor float32
 */
record PrecisionFormats(
    @Nullable Quantization quantization, ActivationFormat pictures, ActivationFormat floating) {
  /**
   * The formats of a precision on this CPU.
   *
   * @param narrow whether what an int8 network does not compute in integers is bf16, not float32
   */
  static PrecisionFormats of(Network simplified, Precision precision, boolean narrow) {
    @Nullable Quantization quantization =
        precision == Precision.INT8 ? simplified.quantization().orElse(null) : null;
    boolean bfloat16 = precision == Precision.BF16 || (precision == Precision.INT8 && narrow);
    return floating(bfloat16 ? ActivationFormat.BFLOAT16 : ActivationFormat.FLOAT32)
        .with(quantization);
  }

  /** Floating point only. */
  static PrecisionFormats floating(ActivationFormat floating) {
    return new PrecisionFormats(null, ActivationFormat.FLOAT32, floating);
  }

  /**
   * Pixels are integers already. Without VNNI they are too large for a product of bytes, so that
   * one step stands for two.
   */
  private PrecisionFormats with(@Nullable Quantization known) {
    float step =
        InstructionSet.hasVnni(InstructionSet.current())
            ? 1
            : (float) Quantization.ACTIVATION_STEPS / Quantization.RANGE_STEPS;
    return new PrecisionFormats(known, ActivationFormat.unsigned8(step), floating);
  }

  /** The format in which a convolution reads its input. */
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
