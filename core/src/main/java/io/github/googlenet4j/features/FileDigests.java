package io.github.googlenet4j.features;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of files and of other bytes. */
final class FileDigests {
  private static final int CHUNK = 1 << 16;

  private FileDigests() {}

  /** The digest of each file in hexadecimal digits; empty for one that cannot be read. */
  static List<String> of(List<Path> files, ParallelBlocks parallel) {
    String[] digests = new String[files.size()];
    parallel.run(digests.length, i -> digests[i] = of(files.get(i)));
    return Arrays.asList(digests);
  }

  private static String of(Path file) {
    if (!Files.isRegularFile(file)) { // a pipe would never end
      return "";
    }
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] some = new byte[CHUNK];
      for (int length = in.read(some); length >= 0; length = in.read(some)) {
        digest.update(some, 0, length);
      }
    } catch (IOException e) {
      return "";
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
