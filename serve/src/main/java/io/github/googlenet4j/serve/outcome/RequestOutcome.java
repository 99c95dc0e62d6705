package io.github.googlenet4j.serve.outcome;

import java.util.Optional;

/**
 * What became of one request, over HTTP or gRPC. Nothing in it comes from a picture.
 *
 * @param protocol {@code http} or {@code grpc}
 * @param method of HTTP, such as {@code POST}; empty for gRPC
 * @param route the route's pattern, such as {@code /v2/models/{model}/infer}, or gRPC's full method
 *     name; empty where no route was found
 * @param client its address, without port
 * @param model that answered, empty if none did
 * @param version of that model, empty if none did
 * @param outcome what became of it
 * @param status HTTP's status, or gRPC's code
 * @param pictures asked about
 * @param received bytes of the request's body
 * @param sent bytes of the answer's body
 * @param times where its time went
 * @param trace W3C's {@code traceparent} of the request
 */
public record RequestOutcome(
    String protocol,
    String method,
    String route,
    String client,
    String model,
    String version,
    Outcome outcome,
    int status,
    int pictures,
    long received,
    long sent,
    Times times,
    Optional<String> trace) {

  /**
   * Nanoseconds of one request.
   *
   * @param total from arrival to the end of the answer
   * @param waiting for a decoder and for a run, together
   * @param decoding its pictures, together
   * @param running the network, from the first of its pictures to the last
   */
  public record Times(long total, long waiting, long decoding, long running) {}
}
