package io.github.googlenet4j.serve.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemPairTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void aPairIsRead(String algorithm) throws Exception {
    MadeCertificate made = MadeCertificate.of(folder, "server", algorithm);
    PemPair pair = PemPair.read(made.certificate(), made.key());
    assertThat(pair.store().isKeyEntry("server")).isTrue();
    assertThat(pair.certificate().readAllBytes()).isEqualTo(Files.readAllBytes(made.certificate()));
  }

  @Test
  void filesThatAreNoPairAreRefused() throws Exception {
    MadeCertificate one = MadeCertificate.of(folder, "one", "EC");
    MadeCertificate other = MadeCertificate.of(folder, "other", "RSA");
    assertRefused(
        one.certificate(),
        other.key(),
        "%s: expected the key of the first certificate in %s, found another."
            .formatted(other.key(), one.certificate()));
    assertRefused(
        one.certificate(),
        one.certificate(),
        "%s: expected a private key in PEM (PKCS #8, not encrypted), found none."
            .formatted(one.certificate()));
    Path encrypted =
        Files.writeString(
            folder.resolve("e"),
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n");
    assertRefused(one.certificate(), encrypted, "not encrypted), found an encrypted one. Convert");
    Path older =
        Files.writeString(
            folder.resolve("o"),
            "-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----\n");
    assertRefused(one.certificate(), older, "found one in another form. Convert it with: openssl");
    Path noise =
        Files.writeString(
            folder.resolve("n"), "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n");
    assertRefused(one.certificate(), noise, "expected a key of RSA, EC or EdDSA, found another.");
    assertRefused(noise, one.key(), noise + ": expected certificates in PEM, found ");
  }

  private static void assertRefused(Path certificate, Path key, String message) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> PemPair.read(certificate, key))
        .withMessageContaining(message)
        .withMessageNotContaining("\n");
  }
}
