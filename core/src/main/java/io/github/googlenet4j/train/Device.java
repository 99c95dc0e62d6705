package io.github.googlenet4j.train;

/** Where the arithmetic takes place. */
public enum Device {
  /** A GPU where there is one. */
  AUTO,
  /** The processor. */
  CPU,
  /** An NVIDIA GPU, or an error. */
  CUDA
}
