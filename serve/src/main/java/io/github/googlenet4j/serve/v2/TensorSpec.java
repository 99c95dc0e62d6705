package io.github.googlenet4j.serve.v2;

import java.util.List;

/**
 * What a tensor is like.
 *
 * @param name of the tensor
 * @param datatype of its elements
 * @param shape -1 where any length is right
 */
public record TensorSpec(String name, Datatype datatype, List<Long> shape) {}
