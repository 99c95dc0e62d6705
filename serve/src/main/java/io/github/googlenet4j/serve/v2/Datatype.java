package io.github.googlenet4j.serve.v2;

import io.github.googlenet4j.text.PrintableText;

/** The protocol's types of elements, as far as a model here takes or gives them. */
public enum Datatype {
  /** Elements of any length. */
  BYTES(0),
  /** Unsigned bytes. */
  UINT8(1),
  /** 32 bit floating point. */
  FP32(4),
  /** 64 bit integers. */
  INT64(8);

  private final int size;

  Datatype(int size) {
    this.size = size;
  }

  /** Bytes of an element; 0 where they differ. */
  public int size() {
    return size;
  }

  /** What a model's configuration calls it. */
  public String config() {
    return this == BYTES ? "TYPE_STRING" : "TYPE_" + name();
  }

  /** Whether it is the type that a request calls so. */
  boolean isCalled(String name) {
    return name().equals(name);
  }

  /** A name out of a request, as a message shows it. */
  static String shown(String name) {
    return PrintableText.of(PrintableText.shortened(name));
  }
}
