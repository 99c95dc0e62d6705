package io.github.googlenet4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Weights, photographs and golden numbers that are too large for the project: a folder {@code
 * shared} beside it, or the one that the environment variable GOOGLENET_SHARED names.
 */
public final class SharedData {
  private SharedData() {}

  /** A file of it; where there is none, the test that asks is skipped. */
  public static Path find(String relative) {
    Path found = folder().resolve(relative);
    assumeTrue(
        Files.exists(found),
        () -> "skipped: %s is not there; GOOGLENET_SHARED can name its folder".formatted(found));
    return found;
  }

  private static Path folder() {
    String named = System.getenv("GOOGLENET_SHARED");
    if (named != null) {
      return Path.of(named);
    }
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    return root.resolveSibling("shared");
  }
}
