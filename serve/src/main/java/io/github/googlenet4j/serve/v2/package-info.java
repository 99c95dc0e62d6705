/**
 * The Open Inference Protocol (V2), whatever carries it: what a request asks for, whether it can be
 * answered, and the answer. REST and gRPC translate to and from these types.
 *
 * <p>A model has two views. Under its own name it takes pictures as they are in files and gives the
 * most probable labels. Under its name and {@value
 * io.github.googlenet4j.serve.v2.View#TENSOR_SUFFIX} it takes the squares that the network sees and
 * gives the network's values.
 */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.v2;
