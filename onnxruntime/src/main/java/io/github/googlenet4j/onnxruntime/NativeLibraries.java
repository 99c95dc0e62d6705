package io.github.googlenet4j.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Unpacks ONNX Runtime's two native libraries, has them loaded, and deletes them.
 *
 * <p>The library would do so itself, but it deletes when the JVM ends: after each run an empty
 * folder stays in the temporary folder, and after one that was killed the libraries, some 28 MB. On
 * Linux and macOS a file that is loaded can be deleted; elsewhere the library's own way is left to
 * it.
 */
final class NativeLibraries {
  /** Where the library looks before it unpacks anything. */
  private static final String FOLDER = "onnxruntime.native.path";

  private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final long LEAST_STACK = 8L << 20;
  private static final long STACK_PER_CHARACTER = 1024;

  private NativeLibraries() {}

  /** The environment of this process. */
  static OrtEnvironment load() {
    String platform =
        platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    if (platform.isEmpty() || System.getProperty(FOLDER) != null) {
      return environment();
    }
    try {
      return loadUnpacked("native/" + platform + "/");
    } catch (IOException e) {
      throw new IllegalStateException(
          "temporary folder: expected room for ONNX Runtime's libraries, found: %s."
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * Made on a thread with a stack for the purpose: the library then matches a regular expression
   * with the process's command line by recursion, some 260 bytes of stack a character. A class path
   * of 4,000 characters overflowed the 1 MB that a Java thread has, which ends the JVM without a
   * word (ONNX Runtime 1.29).
   */
  private static OrtEnvironment environment() {
    try {
      return CompletableFuture.supplyAsync(
              () ->
                  OrtEnvironment.getEnvironment(
                      OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "googlenet4j"),
              task -> new Thread(null, task, "onnxruntime", stack()).start())
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) { // a library that cannot be linked, above all
        throw error;
      }
      throw e;
    }
  }

  /** Bytes; what is not used takes no memory. */
  private static long stack() {
    try {
      return LEAST_STACK + STACK_PER_CHARACTER * Files.readAllBytes(COMMAND_LINE).length;
    } catch (IOException e) {
      return LEAST_STACK; // not Linux
    }
  }

  /** The folder of the jar that has the libraries of a platform; empty where they stay files. */
  static String platform(String system, String architecture) {
    String name = system.toLowerCase(Locale.ROOT);
    String processor = architecture.equals("amd64") ? "x64" : architecture;
    if (name.startsWith("linux")) {
      return "linux-" + processor;
    }
    return name.startsWith("mac") ? "osx-" + processor : "";
  }

  private static OrtEnvironment loadUnpacked(String resources) throws IOException {
    Path folder = Files.createTempDirectory("googlenet4j-onnxruntime");
    try {
      for (String library : LIBRARIES) {
        unpack(resources, System.mapLibraryName(library), folder);
      }
      System.setProperty(FOLDER, folder.toString());
      try {
        return environment();
      } finally {
        System.clearProperty(FOLDER);
      }
    } finally {
      for (String library : LIBRARIES) {
        Files.deleteIfExists(folder.resolve(System.mapLibraryName(library)));
      }
      Files.delete(folder);
    }
  }

  /** Leaves a library out that the jar does not have: loading then says so. */
  private static void unpack(String resources, String file, Path folder) throws IOException {
    try (InputStream in = OrtEnvironment.class.getResourceAsStream(resources + file)) {
      if (in != null) {
        Files.copy(in, folder.resolve(file));
      }
    }
  }
}
