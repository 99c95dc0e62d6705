package io.github.googlenet4j.loading;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** A hash of labelled pictures, to check that a resumed run has the same ones. */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * A hash of the classes and of each example's part, label, folder, name and size, in order.
   * Pixels are not read, so that it is fast; a picture replaced by another file of the same size is
   * not noticed.
   *
   * @param stop asked for each file
   * @return 16 hexadecimal digits
   * @throws IOException if a file is no longer there
   * @throws CancellationException if {@code stop} said so
   */
  public static String of(Dataset dataset, BooleanSupplier stop) throws IOException {
    MessageDigest digest = sha256();
    add(digest, String.join("\n", dataset.classes()));
    for (Part part : Part.values()) {
      for (Example example : dataset.part(part)) {
        if (stop.getAsBoolean()) {
          throw new CancellationException("fingerprint: stopped before the last file.");
        }
        Path file = example.file();
        Path parent = file.getParent();
        add(digest, part + " " + example.label() + " " + Files.size(file));
        add(digest, String.valueOf(parent == null ? "" : parent.getFileName()));
        add(digest, String.valueOf(file.getFileName()));
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
