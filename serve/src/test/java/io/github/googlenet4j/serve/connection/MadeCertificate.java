package io.github.googlenet4j.serve.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for localhost that signs itself, and its key, as PEM files; made by the JDK's
 * keytool.
 *
 * @param certificate file
 * @param key file, PKCS #8
 */
public record MadeCertificate(Path certificate, Path key) {
  private static final String PASSWORD = "password";

  /**
   * Makes one.
   *
   * @param folder for the files
   * @param name of the files
   * @param algorithm of the key, such as RSA
   */
  public static MadeCertificate of(Path folder, String name, String algorithm) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=DNS:localhost,IP:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed: " + output);
    }
    KeyStore read = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Certificate certificate = read.getCertificate("it");
    return new MadeCertificate(
        write(folder.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded()),
        write(
            folder.resolve(name + ".key"),
            "PRIVATE KEY",
            read.getKey("it", PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path write(Path file, String kind, byte[] bytes) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), kind));
  }
}
