package io.github.googlenet4j.serve.v2;

import java.util.List;
import java.util.Map;

/**
 * A request to infer.
 *
 * @param id of the client, given back; empty if there is none
 * @param parameters of the request: {@link Boolean}, {@link Long}, {@link Double} or {@link String}
 * @param inputs the tensors
 * @param outputs that are asked for; empty for all
 */
public record InferRequest(
    String id, Map<String, Object> parameters, List<Input> inputs, List<Output> outputs) {
  /**
   * An input tensor.
   *
   * @param name of the input
   * @param datatype as the request calls it
   * @param shape as the request says it, not checked
   * @param data its elements
   */
  public record Input(String name, String datatype, List<Long> shape, TensorData data) {}

  /**
   * An output that is asked for.
   *
   * @param name of the output
   * @param parameters such as {@code classification} and {@code binary_data}
   */
  public record Output(String name, Map<String, Object> parameters) {
    /** How many classes are asked for as text; 0 for the values themselves. */
    long classification() {
      return parameters.get("classification") instanceof Number count ? count.longValue() : 0;
    }
  }
}
