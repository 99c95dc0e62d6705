package io.github.googlenet4j.serve.safety;

import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret that clients send as {@code Authorization: Bearer TOKEN}. Only its digest is kept, and
 * digests are compared in constant time: how long a comparison takes says nothing about the token.
 */
public final class Token {
  private static final int SHORTEST = 16;
  private static final int LONGEST = 4096;
  private static final Pattern FORM = Pattern.compile("[!-~]+"); // RFC 6750 allows fewer
  private static final String SCHEME = "Bearer ";

  private final byte[] digest;

  private Token(byte[] digest) {
    this.digest = digest;
  }

  /**
   * Reads the token that a file consists of; white space around it does not belong to it.
   *
   * @throws IOException if it cannot be read or holds no token
   */
  public static Token read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST + 1);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    if (bytes.length > LONGEST || text.length() < SHORTEST || !FORM.matcher(text).matches()) {
      throw new IOException(
          ("%s: expected a token of %d to %d printable ASCII characters without spaces, found %s."
                  + " Make one with: openssl rand -hex 32")
              .formatted(
                  PrintableText.of(file),
                  SHORTEST,
                  LONGEST,
                  bytes.length > LONGEST ? "a larger file" : found(text)));
    }
    return of(text);
  }

  private static String found(String text) {
    return text.length() < SHORTEST ? text.length() + " characters" : "other characters";
  }

  static Token of(String text) {
    return new Token(digest(text));
  }

  /** Whether the value of an {@code Authorization} header has this token. */
  public boolean accepts(@Nullable String authorization) {
    String given = authorization == null ? "" : authorization;
    boolean bearer = given.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    String sent = bearer ? given.substring(SCHEME.length()).strip() : "";
    return MessageDigest.isEqual(digest, digest(sent));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
