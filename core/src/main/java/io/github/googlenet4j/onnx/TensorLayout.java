package io.github.googlenet4j.onnx;

/** Dimensions of a result in ONNX. */
enum TensorLayout {
  /** Batch x channels x height x width. */
  PLANES,
  /** The same, one pixel high and wide whatever the side of the pictures is. */
  PIXEL,
  /** Batch x channels. */
  ROW
}
