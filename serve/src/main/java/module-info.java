/** A server for models, over HTTP and gRPC. */
module io.github.googlenet4j.serve {
  requires transitive io.github.googlenet4j;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.google.common;
  requires com.google.protobuf;
  requires io.grpc;
  requires io.grpc.netty.shaded;
  requires io.grpc.protobuf;
  requires io.grpc.services;
  requires io.grpc.stub;
  requires io.javalin;
  requires jakarta.servlet;
  requires java.logging;
  requires java.management;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires org.eclipse.jetty.server;
  requires static org.jspecify;

  exports io.github.googlenet4j.serve;
  exports io.github.googlenet4j.serve.settings;
}
