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
 * The OpenMP runtime with which oneDNN's primitives share out their work.
 *
 * <p>JavaCPP binds oneDNN but not OpenMP, so two functions are called through JNA: in the very file
 * that JavaCPP loaded, since a second copy of the runtime would obey and change nothing.
 */
public final class OpenMp {
  private static final List<String> RUNTIMES = List.of("gomp", "iomp5", "omp");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED_CPUS = "Cpus_allowed:";

  /** How many a thread uses that has said nothing, as far as that is known. */
  private static final int DEFAULT_THREADS = defaultThreads(System.getenv("OMP_NUM_THREADS"));

  private static boolean bound;

  private OpenMp() {}

  /**
   * Primitives that the calling thread makes and runs from now on use so many threads. Each thread
   * says it once.
   */
  public static void setThreads(int threads) {
    if (threads != DEFAULT_THREADS) {
      bind();
      omp_set_num_threads(threads);
    }
  }

  /**
   * The same for a thread that is not ours, which is to use as many as before when we are done.
   * Allocates nothing. Where the environment asks for one thread, the thread's own wish is not
   * looked for: that would start JNA.
   *
   * @return how many it used
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

  /** Starts JNA, which takes a tenth of a second: a short command would feel it. */
  private static synchronized void bind() {
    if (!bound) {
      Native.register(OpenMp.class, NativeLibrary.getInstance(loadedRuntime()));
      bound = true;
    }
  }

  @SuppressWarnings("MemberName") // JNA finds it by its name
  private static native void omp_set_num_threads(int threads);

  @SuppressWarnings("MemberName")
  private static native int omp_get_max_threads();

  /**
   * Whether the runtime was told to tie threads to cores. Threads that a tied one starts share its
   * core.
   *
   * @param environment of the process
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
   * How many threads the runtime takes of itself: as many as this process may use processors,
   * unless the environment says otherwise. The JVM's count may be smaller, where a container has a
   * quota. 0 if it cannot be told.
   *
   * @param variable in the environment: a number, or one for each level of nesting
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
          // Hexadecimal digits in groups: each digit stands for four processors.
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
