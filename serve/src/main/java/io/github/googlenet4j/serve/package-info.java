/** Answers over HTTP and gRPC: a server for models. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve;
