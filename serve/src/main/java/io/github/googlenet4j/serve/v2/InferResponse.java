package io.github.googlenet4j.serve.v2;

import java.util.List;

/**
 * The answer to a request.
 *
 * @param model name under which it was asked
 * @param version of the model
 * @param id of the request
 * @param outputs in the order in which they were asked for
 */
public record InferResponse(String model, String version, String id, List<Output> outputs) {
  /**
   * An output tensor.
   *
   * @param name of the output
   * @param datatype of its elements
   * @param shape rows first
   * @param data its elements
   */
  public record Output(String name, Datatype datatype, List<Long> shape, TensorData data) {}
}
