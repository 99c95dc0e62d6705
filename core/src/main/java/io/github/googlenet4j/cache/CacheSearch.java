package io.github.googlenet4j.cache;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the cache's folder.
 *
 * @param environment variables of the process
 * @param system as the JVM names it in {@code os.name}
 * @param home as the JVM names it in {@code user.home}; {@code ?} where it knows none
 * @param temporary the folder for temporary files
 */
record CacheSearch(Map<String, String> environment, String system, String home, Path temporary) {
  static final String VARIABLE = "GOOGLENET_CACHE";

  private static final String NAME = "googlenet4j";
  private static final String ADVICE =
      "Set " + VARIABLE + " to a folder of yours from which programs may be run.";

  /**
   * A folder that was found.
   *
   * @param temporary whether it is removed when the process ends
   */
  record Place(Path folder, boolean temporary) {}

  static CacheSearch ofThisProcess() {
    return new CacheSearch(
        System.getenv(),
        System.getProperty("os.name", ""),
        System.getProperty("user.home", ""),
        Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath());
  }

  /**
   * The cache. A folder that the user names is taken or refused; of the others the first that can
   * be used.
   */
  Place find() throws IOException {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return named(named);
    }
    Optional<Path> usual = usual();
    String reason;
    if (usual.isPresent()) {
      try {
        return new Place(CacheFolder.require(usual.get()), false);
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
      }
    } else {
      reason = "home folder: expected one for the cache of native libraries, found none.";
    }
    return temporary(reason);
  }

  private static Place named(String named) throws IOException {
    try {
      return new Place(CacheFolder.require(Path.of(named).toAbsolutePath()), false);
    } catch (InvalidPathException e) {
      throw new IOException(
          "%s: expected a folder, found a name that no file can have. %s"
              .formatted(VARIABLE, ADVICE),
          e);
    } catch (IOException e) {
      throw new IOException(VARIABLE + " " + e.getMessage() + " " + ADVICE, e);
    }
  }

  private Place temporary(String reason) throws IOException {
    Path folder;
    try {
      folder = PrivateFolder.make(temporary);
    } catch (IOException e) {
      throw new IOException("%s %s %s".formatted(reason, e.getMessage(), ADVICE), e);
    }
    CacheNotes.add(
        "%s Native libraries are unpacked to %s for this run only. %s"
            .formatted(reason, folder, ADVICE));
    return new Place(folder, true);
  }

  /** The folder for caches by the system's custom; empty without a home. */
  private Optional<Path> usual() {
    Optional<Path> xdg = absolute(environment.getOrDefault("XDG_CACHE_HOME", ""));
    if (xdg.isPresent()) {
      return xdg.map(folder -> folder.resolve(NAME));
    }
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return absolute(environment.getOrDefault("LOCALAPPDATA", ""))
          .or(() -> homeFolder().map(folder -> folder.resolve("AppData/Local")))
          .map(folder -> folder.resolve(NAME));
    }
    String caches = name.startsWith("mac") ? "Library/Caches" : ".cache";
    return homeFolder().map(folder -> folder.resolve(caches).resolve(NAME));
  }

  private Optional<Path> homeFolder() {
    return absolute(environment.getOrDefault("HOME", "")).or(() -> absolute(home));
  }

  /** A path that the XDG specification would take: others are to be ignored. */
  private static Optional<Path> absolute(String path) {
    try {
      return Optional.of(path)
          .filter(text -> !text.isEmpty())
          .map(Path::of)
          .filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
