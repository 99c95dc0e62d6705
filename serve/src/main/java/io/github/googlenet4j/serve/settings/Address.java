package io.github.googlenet4j.serve.settings;

import java.util.OptionalInt;

/**
 * Where a server listens. The constructor throws {@link IllegalArgumentException} where a port is
 * none.
 *
 * @param host name or address of the interface
 * @param port of HTTP; 0 for any free one
 * @param grpcPort of gRPC; 0 for any free one, empty for none
 */
public record Address(String host, int port, OptionalInt grpcPort) {
  /** This machine alone, with the ports that clients of the Open Inference Protocol expect. */
  public static final Address DEFAULT = new Address("127.0.0.1", 8000, OptionalInt.of(8001));

  private static final int LAST_PORT = 65_535;

  public Address {
    check("port", port);
    grpcPort.ifPresent(value -> check("gRPC port", value));
    if (port != 0 && grpcPort.isPresent() && grpcPort.getAsInt() == port) {
      throw new IllegalArgumentException(
          "gRPC port: expected another one than that of HTTP, found %d. Choose two ports."
              .formatted(port));
    }
  }

  private static void check(String what, int value) {
    if (value < 0 || value > LAST_PORT) {
      throw new IllegalArgumentException(
          "%s: expected 0 to %d, found %d. Choose a port in that range."
              .formatted(what, LAST_PORT, value));
    }
  }

  /** Any free ports. */
  public static Address free() {
    return new Address(DEFAULT.host, 0, OptionalInt.of(0));
  }
}
