package io.github.googlenet4j.serve.log;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;

/** Passes the trace that a call belongs to on to its answer, over gRPC. */
public final class TraceInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of(TraceContext.HEADER, Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Optional<String> trace = TraceContext.valid(Optional.ofNullable(headers.get(KEY)));
    if (trace.isEmpty()) {
      return next.startCall(call, headers);
    }
    ServerCall<Q, A> traced =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void sendHeaders(Metadata answer) {
            answer.put(KEY, trace.get());
            super.sendHeaders(answer);
          }
        };
    return next.startCall(traced, headers);
  }
}
