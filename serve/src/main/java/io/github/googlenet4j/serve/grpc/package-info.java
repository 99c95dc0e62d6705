/** The Open Inference Protocol over gRPC. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.grpc;
