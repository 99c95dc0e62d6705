package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.onednn.internal.nativelib.InstructionSet;
import io.github.googlenet4j.onednn.internal.nativelib.NativeLibraries;
import java.io.IOException;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's library, or the reason why it cannot be used here.
 *
 * @param availability what it can do
 * @param failure why it could not be loaded; null if it was, or if loading was not tried
 */
record OneDnnLibrary(Availability availability, @Nullable Throwable failure) {
  /** Loads the library and gives its version. */
  interface Loading {
    /**
     * Loads it.
     *
     * @throws IOException if it cannot be unpacked; the message is one line
     * @throws LinkageError if there is none for this platform, or it cannot be loaded
     */
    String version() throws IOException;
  }

  private static final Set<String> X86 = Set.of("amd64", "x86_64"); // as JVMs name it

  /** Loads the library, if this is a processor for which it is used. */
  static OneDnnLibrary load() {
    return Once.LIBRARY;
  }

  /** Loaded when it is first asked for. */
  private static final class Once {
    static final OneDnnLibrary LIBRARY =
        load(System.getProperty("os.arch", ""), OneDnnLibrary::version);
  }

  /**
   * Loads the library. On processors other than x86 nothing was measured, and oneDNN's reference
   * kernels would be many times slower.
   *
   * @param architecture as the JVM names it
   * @param loader loads the library and returns its version
   */
  static OneDnnLibrary load(String architecture, Loading loader) {
    if (!X86.contains(architecture)) {
      return unusable(
          "no optimised kernels for " + architecture + "; the module onnxruntime has some", null);
    }
    try {
      String detail = "%s, %s".formatted(loader.version(), InstructionSet.description());
      return new OneDnnLibrary(
          new Availability(InstructionSet.precisions(InstructionSet.current()), detail), null);
    } catch (LinkageError e) {
      return unusable("no library for this platform: " + e.getMessage(), e);
    } catch (IOException e) {
      return new OneDnnLibrary(Availability.broken(String.valueOf(e.getMessage())), e);
    }
  }

  private static OneDnnLibrary unusable(String why, @Nullable Throwable failure) {
    return new OneDnnLibrary(new Availability(Set.of(), why), failure);
  }

  private static String version() throws IOException {
    int libraries = NativeLibraries.unpackFor(dnnl.class);
    try {
      Loader.load(dnnl.class);
    } catch (LinkageError e) {
      if (libraries > 0) {
        throw new IOException(
            "%s. Look at the libraries in %s.".formatted(e.getMessage(), Loader.getCacheDir()), e);
      }
      throw e;
    }
    dnnl_version_t version = dnnl.dnnl_version();
    return "oneDNN %d.%d.%d".formatted(version.major(), version.minor(), version.patch());
  }

  /**
   * What the library can do.
   *
   * @throws IllegalArgumentException if it cannot be used, with the reason as its cause
   */
  Availability require() {
    if (!availability.usable()) {
      throw new IllegalArgumentException(
          "onednn: expected its library, found %s.".formatted(availability.detail()), failure);
    }
    return availability;
  }
}
