package io.github.googlenet4j.cache;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Native libraries of jars, unpacked into the cache.
 *
 * <p>A library lies at {@code natives/<name of the jar>/<its path in the jar>}, with the time that
 * the jar says: the layout of JavaCPP, which therefore takes these files and unpacks nothing
 * itself. The first time that a process asks for a library, its bytes are compared with the
 * checksum in the jar. That finds damage; the folder's owner and permissions keep others from
 * changing it. A file that differs is replaced, and a note says so. Any number of processes may
 * unpack at once: each writes a file of its own and renames it.
 */
public final class NativeFiles {
  static final String FOLDER = "natives";

  private static final Map<URLKey, Path> CHECKED = new HashMap<>();

  private NativeFiles() {}

  /** URLs by their text: {@link URL#equals} asks for addresses of hosts. */
  private record URLKey(String text) {}

  /**
   * The folder with all unpacked libraries. It exists, and only this user can write to it.
   *
   * @throws IOException if there is no cache that can be used; the message is one line
   */
  public static Path folder() throws IOException {
    Path folder = CacheFolder.make(UserCache.get().folder().resolve(FOLDER));
    CacheFolder.requireOwn(folder);
    return folder;
  }

  /**
   * A library, unpacked and checked.
   *
   * @param resource in a jar; with a fragment, the file gets the fragment as its name
   * @return a file that holds the bytes of the jar
   * @throws IOException if it cannot be unpacked or the jar is damaged; the message is one line
   */
  public static synchronized Path unpacked(URL resource) throws IOException {
    URLKey key = new URLKey(resource.toString());
    Path file = CHECKED.get(key);
    if (file == null || !Files.exists(file)) {
      file = JarLibrary.of(resource).unpackInto(folder());
      CHECKED.put(key, file);
    }
    return file;
  }

  /**
   * Makes a link in a library's place where the process has loaded another file instead of it, for
   * JavaCPP, which looks for one.
   */
  public static synchronized void link(URL resource, Path loaded) throws IOException {
    JarLibrary.of(resource).linkInto(folder(), loaded);
  }

  /**
   * Unpacks a library and puts its folder into a system property, which a library's loader reads. A
   * property that is set already stays.
   */
  public static void locate(URL resource, String property) throws IOException {
    if (System.getProperty(property) == null) {
      System.setProperty(property, unpacked(resource).resolveSibling("").toString());
    }
  }
}
