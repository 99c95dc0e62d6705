package io.github.googlenet4j.foreign.onnx;

import java.util.List;
import java.util.Map;

/**
 * What of an ONNX file matters here.
 *
 * @param intermediate version of the file's format (IR)
 * @param operators version of the operators
 * @param nodes in execution order
 * @param constants weights and others by name
 * @param inputs that are no constants
 * @param outputs names of the results
 * @param metadata that its writer added
 */
record OnnxGraph(
    long intermediate,
    long operators,
    List<OnnxNode> nodes,
    Map<String, Constant> constants,
    List<Input> inputs,
    List<String> outputs,
    Map<String, String> metadata) {

  /**
   * An input.
   *
   * @param type of its elements, by ONNX's number
   * @param extents outermost first; 0 for an open one
   */
  record Input(String name, int type, List<Long> extents) {}
}
