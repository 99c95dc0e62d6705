package io.github.googlenet4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the folder of weights, photographs and golden numbers beside the project. */
public final class SharedData {

  private SharedData() {}

  /**
   * The file or folder of this name, relative to the shared folder: the one that the environment
   * variable GOOGLENET_SHARED names, otherwise {@code ../shared} from the project's root. Where
   * there is none the calling test is skipped, never passed.
   */
  public static Path path(String name) {
    Path root = root();
    assumeTrue(
        Files.isDirectory(root),
        () -> "skipped: needs ../shared or the folder in GOOGLENET_SHARED, and there is none");
    return root.resolve(name);
  }

  private static Path root() {
    String named = System.getenv("GOOGLENET_SHARED");
    if (named != null) {
      return Path.of(named);
    }
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw"))) {
        return folder.resolveSibling("shared");
      }
    }
    return here.resolveSibling("shared");
  }
}
