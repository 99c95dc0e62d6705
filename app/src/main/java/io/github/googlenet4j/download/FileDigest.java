package io.github.googlenet4j.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Size and digests of a file.
 *
 * @param size in bytes
 * @param sha1 in hexadecimal, lower case
 * @param sha256 likewise
 */
public record FileDigest(long size, String sha1, String sha256) {
  private static final int CHUNK = 1 << 16;

  /** Reads the file once. */
  public static FileDigest of(Path file) throws IOException {
    MessageDigest sha1 = digest("SHA-1");
    MessageDigest sha256 = digest("SHA-256");
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        sha1.update(chunk, 0, count);
        sha256.update(chunk, 0, count);
        size += count;
      }
    }
    return new FileDigest(size, hex(sha1), hex(sha256));
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has both
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What differs from what was published, as {@code expected <x>, found <y>}; empty if nothing. */
  Optional<String> difference(PublishedWeights weights) {
    if (weights.size() > 0 && size != weights.size()) {
      return Optional.of("expected %d bytes, found %d".formatted(weights.size(), size));
    }
    if (size == 0) {
      return Optional.of("expected weights, found 0 bytes");
    }
    if (!sha1.startsWith(weights.sha1().toLowerCase(Locale.ROOT))) {
      return Optional.of("expected SHA-1 %s, found %s".formatted(weights.sha1(), sha1));
    }
    if (!sha256.startsWith(weights.sha256().toLowerCase(Locale.ROOT))) {
      return Optional.of("expected SHA-256 %s, found %s".formatted(weights.sha256(), sha256));
    }
    return Optional.empty();
  }
}
