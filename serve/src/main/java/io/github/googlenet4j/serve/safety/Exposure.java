package io.github.googlenet4j.serve.safety;

import io.github.googlenet4j.machine.Base64Fault;
import io.github.googlenet4j.text.PrintableText;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whether a server may listen on an interface that others reach. */
public final class Exposure {
  private Exposure() {}

  /**
   * Refuses a host that others reach, where this JVM decodes hostile base64 beyond its arrays.
   *
   * @throws IllegalArgumentException if it must not listen there, or there is no such host
   */
  public static void check(String host) {
    check(host, Base64Fault.present());
  }

  static void check(String host, boolean fault) {
    if (fault && !isLoopback(host)) {
      throw new IllegalArgumentException(
          ("host: expected 127.0.0.1, because this JDK (%s) has CVE-2026-114938, found %s."
                  + " Start java with %s, as the launcher does, or update the JDK.")
              .formatted(Runtime.version(), PrintableText.of(host), Base64Fault.REMEDY));
    }
  }

  /** Whether only this machine reaches it. */
  static boolean isLoopback(String host) {
    if (host.isBlank()) {
      return false; // every interface
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "host: expected a name or address of this machine, found %s."
              .formatted(PrintableText.of(host)),
          e);
    }
  }
}
