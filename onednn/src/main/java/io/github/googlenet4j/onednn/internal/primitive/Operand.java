package io.github.googlenet4j.onednn.internal.primitive;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** One argument of a primitive: which it is, and where its memory is. */
public sealed interface Operand {
  /** oneDNN's number of the argument, for instance {@code DNNL_ARG_SRC}. */
  int argument();

  /** How its values lie in memory. */
  dnnl_memory_desc description();

  /**
   * Result of a node, or the pictures; where it lies is known once all lifetimes are.
   *
   * @param offset bytes from its first value
   */
  record Activation(int argument, String name, dnnl_memory_desc description, long offset)
      implements Operand {
    /** From its first value. */
    Activation(int argument, String name, dnnl_memory_desc description) {
      this(argument, name, description, 0);
    }

    Activation shifted(long bytes) {
      return new Activation(argument, name, description, offset + bytes);
    }
  }

  /** Weights, which lie where they lie. */
  record Weight(int argument, dnnl_memory_desc description, dnnl_memory memory)
      implements Operand {}

  /**
   * What lies between the calls of one job, and is lost after it.
   *
   * @param offset bytes from the first
   */
  record Intermediate(int argument, dnnl_memory_desc description, long offset) implements Operand {}
}
