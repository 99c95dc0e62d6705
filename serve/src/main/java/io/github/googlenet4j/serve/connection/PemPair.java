package io.github.googlenet4j.serve.connection;

import io.github.googlenet4j.text.PrintableText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with its chain, and its private key (PKCS #8, not encrypted), as read from two PEM
 * files.
 */
public final class PemPair {
  private static final int LARGEST = 1 << 20;

  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----\\s*([A-Za-z0-9+/=\\s]+?)\\s*-----END PRIVATE KEY-----");

  /**
   * Algorithms of keys, with one of signatures for each, by which key and certificate are compared.
   */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private final byte[] chain;
  private final byte[] pkcs8;
  private final KeyStore store;

  private PemPair(byte[] chain, byte[] pkcs8, KeyStore store) {
    this.chain = chain;
    this.pkcs8 = pkcs8;
    this.store = store;
  }

  /**
   * Reads both files and checks that they belong together.
   *
   * @throws IOException if one cannot be read or is not what it should be
   */
  public static PemPair read(Path certificate, Path key) throws IOException {
    byte[] chain = bytes(certificate);
    List<Certificate> certificates = certificates(certificate, chain);
    byte[] pem = bytes(key);
    PrivateKey secret = secret(key, pem);
    if (!belong(secret, certificates.get(0).getPublicKey())) {
      throw new IOException(
          "%s: expected the key of the first certificate in %s, found another."
              .formatted(PrintableText.of(key), PrintableText.of(certificate)));
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", secret, new char[0], certificates.toArray(new Certificate[0]));
      return new PemPair(chain, pem, store);
    } catch (GeneralSecurityException e) {
      throw refused(certificate, "a certificate that this JDK can use", e);
    }
  }

  /** The file with the certificates. */
  public InputStream certificate() {
    return new ByteArrayInputStream(chain);
  }

  /** The file with the key. */
  public InputStream key() {
    return new ByteArrayInputStream(pkcs8);
  }

  /** Both as a store whose password is empty. */
  public KeyStore store() {
    return store;
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException(
            "%s: expected a PEM file of at most 1 MiB, found a larger one. Check the path."
                .formatted(PrintableText.of(file)));
      }
      return bytes;
    }
  }

  private static List<Certificate> certificates(Path file, byte[] chain) throws IOException {
    String expected = "certificates in PEM";
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(chain));
      if (found.isEmpty()) {
        throw new IOException(
            "%s: expected %s, found none. Name the file with the certificate and its chain."
                .formatted(PrintableText.of(file), expected));
      }
      return List.copyOf(found);
    } catch (GeneralSecurityException e) {
      throw refused(file, expected, e);
    }
  }

  private static PrivateKey secret(Path file, byte[] pem) throws IOException {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    Matcher found = KEY.matcher(text);
    if (!found.find()) {
      throw new IOException(
          ("%s: expected a private key in PEM (PKCS #8, not encrypted), found %s."
                  + " Convert it with: openssl pkcs8 -topk8 -nodes -in KEY -out NEW")
              .formatted(
                  PrintableText.of(file),
                  text.contains("ENCRYPTED")
                      ? "an encrypted one"
                      : text.contains("PRIVATE KEY") ? "one in another form" : "none"));
    }
    for (String algorithm : SIGNATURES.keySet()) {
      try {
        byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        // another algorithm's
      }
    }
    throw new IOException(
        "%s: expected a key of RSA, EC or EdDSA, found another.".formatted(PrintableText.of(file)));
  }

  /** Whether what one signs the other verifies. */
  private static boolean belong(PrivateKey secret, PublicKey known) {
    try {
      String algorithm = SIGNATURES.get(secret.getAlgorithm());
      byte[] text = MessageDigest.getInstance("SHA-256").digest();
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(secret);
      signing.update(text);
      byte[] signature = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(known);
      verifying.update(text);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static IOException refused(Path file, String expected, GeneralSecurityException e) {
    return new IOException(
        "%s: expected %s, found another file (%s). Check the path."
            .formatted(
                PrintableText.of(file),
                expected,
                PrintableText.message(String.valueOf(e.getMessage()))),
        e);
  }
}
