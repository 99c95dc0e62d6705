package io.github.googlenet4j.cache;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a user should know of the cache, collected while it is used: libraries do not print. */
final class CacheNotes {
  private static final List<String> NOTES = new CopyOnWriteArrayList<>();

  private CacheNotes() {}

  static void add(String line) {
    NOTES.add(line);
  }

  static List<String> all() {
    return List.copyOf(NOTES);
  }
}
