package io.github.googlenet4j.onnx;

/** What an ONNX model reads. */
public enum OnnxInput {
  /**
   * What the first convolution reads, batch x channels x height x width (NCHW) float32: the client
   * subtracts the mean, divides by the deviation and orders the channels.
   */
  NETWORK,
  /** Pictures, batch x height x width x channels (NHWC) float32, RGB 0..255. */
  FLOATS,
  /** Pictures, batch x height x width x channels (NHWC) uint8, RGB, as they come out of a file. */
  BYTES
}
