package io.github.googlenet4j.serve.http;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads a request's whole body before anything else looks at it, without a thread that waits: a
 * client that sends slowly holds a connection and nothing else. One that is too slow is cut off.
 * Bodies of all requests together take limited memory.
 */
final class BodyHandler extends Handler.Wrapper {
  /** The attribute of a request that holds its body. */
  static final String BODY = "googlenet.body";

  /** The attribute of a request that holds why its body was not read. */
  static final String REFUSAL = "googlenet.refusal";

  /** Bytes a second that a client must send in the mean, after the first seconds. */
  private static final long SLOWEST = 16 << 10;

  private static final long FIRST_SECONDS = 10;

  private final int most;
  private final AtomicLong left;

  /**
   * @param most bytes of one body
   */
  BodyHandler(int most) {
    this.most = most;
    this.left = new AtomicLong(Math.max(2L * most, Runtime.getRuntime().maxMemory() / 4));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean chunked = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    long length = chunked ? -1 : Math.max(0, request.getLength());
    if (length == 0) {
      return super.handle(request, response, callback);
    }
    if (length > most) {
      request.setAttribute(REFUSAL, tooLarge("" + length));
      return super.handle(request, response, callback);
    }
    long reserved = length < 0 ? most : length;
    if (left.addAndGet(-reserved) < 0) {
      left.addAndGet(reserved);
      request.setAttribute(
          REFUSAL,
          new Refusal(
              Outcome.OVERLOADED,
              "server: expected memory for %d bytes, found too little left. Try again later."
                  .formatted(reserved),
              Duration.ofSeconds(1)));
      return super.handle(request, response, callback);
    }
    read(request, response, Callback.from(callback, () -> left.addAndGet(reserved)));
    return true;
  }

  private Refusal tooLarge(String found) {
    return new Refusal(
        Outcome.TOO_LARGE,
        "request: expected at most %d bytes, found %s. Send less at once.".formatted(most, found));
  }

  private void read(Request request, Response response, Callback callback) {
    long seconds = FIRST_SECONDS + Math.max(0, request.getLength()) / SLOWEST;
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(request, most, Promise.Invocable.toPromise(body));
    AtomicBoolean late = new AtomicBoolean();
    Scheduler.Task cutOff =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> {
                  if (!body.isDone()) {
                    late.set(true);
                    request.fail(new TimeoutException("a body came too slowly"));
                  }
                },
                seconds,
                TimeUnit.SECONDS);
    var unused =
        body.whenComplete(
            (bytes, failure) -> {
              cutOff.cancel();
              if (failure != null && isTooLarge(failure)) {
                request.setAttribute(REFUSAL, tooLarge("more"));
              } else if (failure != null) {
                int status =
                    late.get() ? HttpStatus.REQUEST_TIMEOUT_408 : HttpStatus.BAD_REQUEST_400;
                Response.writeError(request, response, callback, status); // or the client has gone
                return;
              } else {
                request.setAttribute(BODY, bytes);
              }
              handOn(request, response, callback);
            });
  }

  /** What Jetty says of a body beyond the most. */
  private static boolean isTooLarge(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof IllegalStateException;
  }

  private void handOn(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, Outcome.NOT_FOUND.status());
      }
    } catch (Exception e) {
      Response.writeError(request, response, callback, e);
    }
  }
}
