package io.github.googlenet4j.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which this user's programs keep what is expensive to make again: {@code
 * GOOGLENET_CACHE}; else {@code googlenet4j} in {@code XDG_CACHE_HOME}; else in the system's folder
 * for caches ({@code ~/.cache}, {@code ~/Library/Caches}, {@code LOCALAPPDATA}). Where none of
 * these can be used, a private folder in the temporary folder, which is removed when the process
 * ends.
 *
 * <p>It belongs to this user, and nobody else can write to it, because code is loaded from it.
 */
public final class UserCache {
  /** The environment's variable that names the folder. */
  public static final String VARIABLE = CacheSearch.VARIABLE;

  private static @Nullable UserCache found;

  private final CacheSearch.Place place;

  private UserCache(CacheSearch.Place place) {
    this.place = place;
  }

  /**
   * The cache of this process. The first call looks for it and makes it.
   *
   * @throws IOException if there is none that can be used; the message is one line and says for
   *     each folder why not
   */
  public static synchronized UserCache get() throws IOException {
    UserCache cache = found;
    if (cache == null) {
      cache = new UserCache(CacheSearch.ofThisProcess().find());
      found = cache;
    }
    return cache;
  }

  /** The folder, an absolute path. It exists. It may be on a file system that is not writable. */
  public Path folder() {
    return place.folder();
  }

  /** Whether the folder is removed when this process ends. */
  public boolean temporary() {
    return place.temporary();
  }

  /** What a user should know of the cache: one line each, without line breaks. */
  public static List<String> notes() {
    return CacheNotes.all();
  }
}
