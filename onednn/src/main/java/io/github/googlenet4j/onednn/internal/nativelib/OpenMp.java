package io.github.googlenet4j.onednn.internal.nativelib;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * The OpenMP runtime that oneDNN's primitives use.
 *
 * <p>JavaCPP binds oneDNN but not OpenMP. Two functions of OpenMP are therefore called through JNA,
 * in the file that JavaCPP loaded. A second copy of the runtime would take the calls without
 * effect.
 */
public final class OpenMp {
  private static final List<String> RUNTIMES = List.of("gomp", "iomp5", "omp");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED_CPUS = "Cpus_allowed:";

  /** Threads that OpenMP uses where a thread has not set another number; 0 if unknown. */
  private static final int DEFAULT_THREADS = defaultThreads(System.getenv("OMP_NUM_THREADS"));

  private static boolean bound;

  private OpenMp() {}

  /**
   * Sets how many threads the primitives use that the calling thread makes and runs from now on.
   * Each thread sets its own number, once.
   */
  public static void setThreads(int threads) {
    if (threads != DEFAULT_THREADS) {
      bind();
      omp_set_num_threads(threads);
    }
  }

  /**
   * Sets the number of threads for the calling thread, which may be a caller's: its own number has
   * to be set again afterwards. Allocates nothing.
   *
   * <p>Where the environment asks for one thread and one is wanted, JNA is not started, and a
   * number that the caller has set is not found.
   *
   * @return the number before
   */
  public static int exchangeThreads(int threads) {
    if (threads == 1 && DEFAULT_THREADS == 1) {
      return 1;
    }
    bind();
    int before = omp_get_max_threads();
    omp_set_num_threads(threads);
    return before;
  }

  /** Starts JNA. It takes a tenth of a second, which is long for a short command. */
  private static synchronized void bind() {
    if (!bound) {
      NativeLibraries.unpackJna();
      Native.register(OpenMp.class, NativeLibrary.getInstance(loadedRuntime()));
      bound = true;
    }
  }

  @SuppressWarnings("MemberName") // JNA finds it by its name
  private static native void omp_set_num_threads(int threads);

  @SuppressWarnings("MemberName")
  private static native int omp_get_max_threads();

  /**
   * Whether the environment asks OpenMP to pin threads to cores. Threads that a pinned thread
   * starts share its core.
   *
   * @param environment variables of the process
   */
  public static boolean pinsThreads(Map<String, String> environment) {
    String bind = environment.getOrDefault("OMP_PROC_BIND", "");
    return bind.isEmpty()
        ? environment.containsKey("OMP_PLACES") || environment.containsKey("GOMP_CPU_AFFINITY")
        : !bind.equalsIgnoreCase("false");
  }

  private static String loadedRuntime() {
    Map<String, String> loaded = Loader.getLoadedLibraries();
    return loaded.keySet().stream()
        .filter(name -> RUNTIMES.contains(name.split("@", 2)[0]))
        .map(loaded::get)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "threads: expected an OpenMP runtime beside oneDNN, found none of %s."
                        .formatted(RUNTIMES)));
  }

  /**
   * The number of threads that the runtime uses by default: the number of processors that this
   * process may use, unless the environment has another one. The JVM's count of processors may be
   * smaller, where a container has a quota.
   *
   * @param variable value of {@code OMP_NUM_THREADS}: a number, or one for each level of nesting
   * @return 0 if it is unknown
   */
  static int defaultThreads(@Nullable String variable) {
    if (variable != null) {
      return variable.matches("[1-9]\\d{0,3}") ? Integer.parseInt(variable) : 0;
    }
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(ALLOWED_CPUS))
          // Groups of hexadecimal digits. Each bit is a processor.
          .mapToInt(
              line ->
                  line.substring(ALLOWED_CPUS.length()).chars().map(OpenMp::bitsOfHexDigit).sum())
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  private static int bitsOfHexDigit(int digit) {
    return Integer.bitCount(Math.max(0, Character.digit(digit, 16)));
  }
}
