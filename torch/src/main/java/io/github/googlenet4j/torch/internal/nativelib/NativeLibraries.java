package io.github.googlenet4j.torch.internal.nativelib;

import com.sun.jna.Platform;
import io.github.googlenet4j.cache.NativeFiles;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;

/**
 * Unpacks LibTorch's and JNA's libraries into the cache before their loaders look for them.
 *
 * <p>JavaCPP would unpack them itself, into a folder that may be another user's, and trusts a file
 * of the right size and time. Folders that a program has named by JavaCPP's or JNA's own properties
 * are left to these.
 */
public final class NativeLibraries {
  private static final String JAVACPP_FOLDER = "org.bytedeco.javacpp.cachedir";
  private static final String JNA_FOLDER = "jna.boot.library.path";
  private static final String JNA_TEMPORARY = "jna.tmpdir";

  private NativeLibraries() {}

  /**
   * A library.
   *
   * @param name as JavaCPP calls it
   * @param place in a jar
   */
  private record Library(String name, URL place) {}

  /**
   * Unpacks what JavaCPP loads for some classes.
   *
   * @return how many libraries there are for this platform
   * @throws IOException if they cannot be unpacked; the message is one line
   */
  public static int unpackFor(Class<?>... types) throws IOException {
    List<Library> libraries = new ArrayList<>();
    Set<Class<?>> seen = new HashSet<>();
    for (Class<?> type : types) {
      collect(type, seen, libraries);
    }
    Path folder = NativeFiles.folder();
    if (System.getProperty(JAVACPP_FOLDER) == null) {
      System.setProperty(JAVACPP_FOLDER, folder.toString());
    }
    if (Loader.getCacheDir().toPath().equals(folder)) { // else a program's own, or in use before
      for (Library library : libraries) {
        prepare(library);
      }
    }
    return libraries.size();
  }

  /** Another module may have loaded the library: OpenMP's belongs to oneDNN and to LibTorch. */
  private static void prepare(Library library) throws IOException {
    String name = library.name().substring(library.name().indexOf('#') + 1);
    String loaded = Loader.getLoadedLibraries().get(name);
    if (loaded == null || !Path.of(loaded).isAbsolute()) {
      NativeFiles.unpacked(library.place());
      return;
    }
    try {
      NativeFiles.link(library.place(), Path.of(loaded));
    } catch (IOException e) {
      // A file system without links, or one that is not writable. Nothing is read there.
    }
  }

  /** Libraries of a class and of those whose bindings it uses; of several places the first. */
  @SuppressWarnings("rawtypes") // JavaCPP's
  private static void collect(Class<?> type, Set<Class<?>> seen, List<Library> libraries) {
    if (!seen.add(type)) {
      return;
    }
    ClassProperties properties = Loader.loadProperties(type, Loader.loadProperties(), true);
    List<String> names = new ArrayList<>(properties.get("platform.preload"));
    names.addAll(properties.get("platform.link"));
    names.add(properties.getProperty("platform.library"));
    for (String name : names) {
      for (URL place : Loader.findLibrary(type, properties, name)) {
        if (place.getProtocol().equals("jar")) {
          libraries.add(new Library(name, place));
          break;
        }
      }
    }
    List<Class> inherited = properties.getInheritedClasses();
    if (inherited != null) {
      inherited.forEach(each -> collect(each, seen, libraries));
    }
  }

  /**
   * Unpacks JNA's library.
   *
   * @throws UnsatisfiedLinkError if it cannot be unpacked; the message is one line
   */
  public static void unpackJna() {
    String name = System.mapLibraryName("jnidispatch").replace(".dylib", ".jnilib");
    URL library =
        Platform.class.getResource("/com/sun/jna/%s/%s".formatted(Platform.RESOURCE_PREFIX, name));
    try {
      if (library != null && library.getProtocol().equals("jar")) {
        NativeFiles.locate(library, JNA_FOLDER);
        NativeFiles.locate(library, JNA_TEMPORARY); // which JNA makes even if it does not use it
      }
    } catch (IOException e) {
      throw (Error) new UnsatisfiedLinkError(e.getMessage()).initCause(e);
    }
  }
}
