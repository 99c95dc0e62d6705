package io.github.googlenet4j.serve.grpc;

import com.google.protobuf.MessageLite;
import io.github.googlenet4j.serve.outcome.RequestOutcome;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.github.googlenet4j.serve.outcome.Tracked;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tracks every call, and tells listeners what became of it. */
final class Tracking implements ServerInterceptor {
  /** What is known of the call that this thread works for. */
  static final Context.Key<Tracked> TRACKED = Context.key("tracked");

  private static final Metadata.Key<String> TRACE =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  private final List<ServerListener> listeners;

  Tracking(List<ServerListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Observed<Q, A> observed = new Observed<>(call, Optional.ofNullable(headers.get(TRACE)));
    Context context = Context.current().withValue(TRACKED, observed.tracked);
    ServerCall.Listener<Q> listener = Contexts.interceptCall(context, observed, headers, next);
    return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        observed.received.addAndGet(size(message));
        super.onMessage(message);
      }

      @Override
      public void onCancel() {
        observed.ended(Status.CANCELLED);
        super.onCancel();
      }
    };
  }

  private static long size(Object message) {
    return message instanceof MessageLite known ? known.getSerializedSize() : 0;
  }

  /** A call whose end is seen. */
  private final class Observed<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
    final Tracked tracked = new Tracked(System.nanoTime());
    final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Optional<String> trace;

    Observed(ServerCall<Q, A> call, Optional<String> trace) {
      super(call);
      this.trace = trace;
    }

    @Override
    public void sendMessage(A message) {
      sent.addAndGet(size(message));
      super.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      super.close(status, trailers);
      ended(status);
    }

    void ended(Status status) {
      if (over.getAndSet(true)) {
        return;
      }
      tracked.outcome(Statuses.outcome(status));
      RequestOutcome outcome =
          tracked.overGrpc(
              "/" + getMethodDescriptor().getFullMethodName(),
              client(),
              status.getCode().value(),
              new Tracked.Body(received.get(), sent.get()),
              trace);
      listeners.forEach(listener -> listener.ended(outcome));
    }

    private String client() {
      @Nullable SocketAddress address = getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      return address instanceof InetSocketAddress remote && remote.getAddress() != null
          ? remote.getAddress().getHostAddress()
          : "";
    }
  }
}
