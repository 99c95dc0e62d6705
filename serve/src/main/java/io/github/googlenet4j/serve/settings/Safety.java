package io.github.googlenet4j.serve.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may ask, and over which connections. The constructor throws {@link IllegalArgumentException}
 * where a certificate comes without a key, or a number is below 1.
 *
 * @param tokenFile whose content clients must send as {@code Authorization: Bearer}; health and the
 *     page itself are answered without it
 * @param certificate PEM file with the server's certificate and its chain, for TLS
 * @param key PEM file (PKCS #8) with the certificate's private key
 * @param connections over HTTP at the same time; more wait to be accepted
 */
public record Safety(
    Optional<Path> tokenFile, Optional<Path> certificate, Optional<Path> key, int connections) {
  /** Everybody who reaches the server, without TLS, over 1,024 connections. */
  public static final Safety DEFAULT =
      new Safety(Optional.empty(), Optional.empty(), Optional.empty(), 1024);

  public Safety {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "TLS: expected a certificate and its key, found only the %s. Name both files."
              .formatted(certificate.isPresent() ? "certificate" : "key"));
    }
    if (connections < 1) {
      throw new IllegalArgumentException(
          "connections: expected more than 0, found %d. Choose a larger one."
              .formatted(connections));
    }
  }

  /** With the token in this file. */
  public Safety withTokenFile(Path value) {
    return new Safety(Optional.of(value), certificate, key, connections);
  }

  /** With TLS, by these PEM files. */
  public Safety withTls(Path itsCertificate, Path itsKey) {
    return new Safety(tokenFile, Optional.of(itsCertificate), Optional.of(itsKey), connections);
  }

  /** With this many connections at the same time. */
  public Safety withConnections(int value) {
    return new Safety(tokenFile, certificate, key, value);
  }
}
