package io.github.googlenet4j.onednn.internal.primitive;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** An argument of a primitive call, and where its values are in memory. */
public sealed interface Operand {
  /** oneDNN's number of the argument, for instance {@code DNNL_ARG_SRC}. */
  int argument();

  /** Shape, data type and layout. */
  dnnl_memory_desc description();

  /**
   * The result of a node, or the input pictures. Its address is decided later, by the plan.
   *
   * @param offset bytes from the activation's first value
   */
  record Activation(int argument, String name, dnnl_memory_desc description, long offset)
      implements Operand {
    /** The activation from its first value on. */
    Activation(int argument, String name, dnnl_memory_desc description) {
      this(argument, name, description, 0);
    }

    Activation shifted(long bytes) {
      return new Activation(argument, name, description, offset + bytes);
    }
  }

  /** Prepared weights at a fixed address. */
  record Weight(int argument, dnnl_memory_desc description, dnnl_memory memory)
      implements Operand {}

  /**
   * A result that is passed between the calls of one node, and is not needed after them.
   *
   * @param offset bytes from the begin of the node's intermediate memory
   */
  record Intermediate(int argument, dnnl_memory_desc description, long offset) implements Operand {}
}
