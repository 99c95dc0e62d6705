package io.github.googlenet4j.onednn;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** One argument of a primitive: which it is, and where its memory is. */
sealed interface Operand {
  /** oneDNN's number of the argument, for instance {@code DNNL_ARG_SRC}. */
  int argument();

  /** Result of a node, or the pictures; where it lies is known once all lifetimes are. */
  record Activation(int argument, String name, dnnl_memory_desc description) implements Operand {}

  /** Weights, which lie where they lie. */
  record Weight(int argument, dnnl_memory memory) implements Operand {}
}
