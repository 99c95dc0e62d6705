package io.github.googlenet4j.onnx;

/**
 * For which runtimes an ONNX file is.
 *
 * @param operatorSet version of ONNX's operators, {@link #FIRST_SET} to {@link #LAST_SET}; a
 *     runtime refuses files of later versions than its own
 * @param signed whether the activations of an int8 model are signed integers, from -128 to 127, and
 *     its biases float32, which is what TensorRT takes. Otherwise activations are unsigned, up to
 *     255, and keep values up to twice their range
 */
public record OnnxOptions(int operatorSet, boolean signed) {
  /** The oldest version with all operators as they are used. */
  public static final int FIRST_SET = 13;

  /** The newest version. */
  public static final int LAST_SET = 21;

  /** Operator set 17, of 2022, and unsigned activations. */
  public static final OnnxOptions DEFAULT = new OnnxOptions(17, false);

  /**
   * The file format of each version's release, as ONNX's table of versions (Versioning.md) has it.
   */
  private static final int[] REPRESENTATIONS = {7, 7, 8, 8, 8, 8, 9, 9, 10};

  /**
   * @throws IllegalArgumentException if the operator set is not one of these
   */
  public OnnxOptions {
    if (operatorSet < FIRST_SET || operatorSet > LAST_SET) {
      throw new IllegalArgumentException(
          "operator set: expected %d to %d, found %d. Choose the one of the runtime."
              .formatted(FIRST_SET, LAST_SET, operatorSet));
    }
  }

  /** With another version of the operators. */
  public OnnxOptions withOperatorSet(int version) {
    return new OnnxOptions(version, signed);
  }

  /** With signed activations, or without. */
  public OnnxOptions withSigned(boolean activations) {
    return new OnnxOptions(operatorSet, activations);
  }

  /** Version of the file format (IR) that came with these operators. */
  int representation() {
    return REPRESENTATIONS[operatorSet - FIRST_SET];
  }
}
