package io.github.googlenet4j.serve.safety;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Set;

/** Asks for the token before any method over gRPC answers, except those that tell health. */
public final class TokenInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final Set<String> OPEN =
      Set.of(
          "grpc.health.v1.Health/Check",
          "grpc.health.v1.Health/Watch",
          "grpc.health.v1.Health/List",
          "inference.GRPCInferenceService/ServerLive",
          "inference.GRPCInferenceService/ServerReady");

  private final Token token;

  /** Methods that this token opens. */
  public TokenInterceptor(Token token) {
    this.token = token;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (OPEN.contains(call.getMethodDescriptor().getFullMethodName())
        || token.accepts(headers.get(AUTHORIZATION))) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            "authorization: expected this server's token, found none or another."
                + " Send the metadata authorization: Bearer TOKEN."),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
