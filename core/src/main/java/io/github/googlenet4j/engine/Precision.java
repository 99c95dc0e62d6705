package io.github.googlenet4j.engine;

import java.util.Locale;

/** The arithmetic of a program's convolutions; what goes in and comes out is always float32. */
public enum Precision {
  /** 32-bit floating point. */
  FP32,
  /** 16-bit floating point with float32's range, accumulated in float32. */
  BF16,
  /** 8-bit integers, accumulated in 32 bits. */
  INT8,
  /** The fastest that the engine has for this network on this CPU, found by measuring. */
  AUTO;

  /** In lower case, as options and reports write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
