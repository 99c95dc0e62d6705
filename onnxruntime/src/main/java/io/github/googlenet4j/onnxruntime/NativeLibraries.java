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
 * Unpacks the two native libraries of ONNX Runtime, lets ONNX Runtime load them, and deletes them.
 *
 * <p>ONNX Runtime would unpack them itself, but deletes them only when the JVM ends. Each run then
 * leaves an empty folder in the temporary folder, and a killed run leaves the libraries, some 28
 * MB. On Linux and macOS a loaded file can be deleted. On other systems ONNX Runtime unpacks
 * itself.
 */
final class NativeLibraries {
  /** The property with the folder in which ONNX Runtime looks for its libraries. */
  private static final String FOLDER = "onnxruntime.native.path";

  private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final long LEAST_STACK = 8L << 20;
  private static final long STACK_PER_CHARACTER = 1024;

  private NativeLibraries() {}

  /**
   * Loads the libraries and makes the environment of this process.
   *
   * @throws LinkageError if there is no library for this platform
   */
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
   * Makes the environment on a thread with a large stack. ONNX Runtime 1.29 matches a regular
   * expression with the process's command line by recursion, with some 260 bytes of stack for each
   * character. A class path of 4,000 characters overflowed the 1 MB of a Java thread, which ends
   * the JVM without a message.
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
      if (e.getCause() instanceof Error error) { // above all a library that cannot be linked
        throw error;
      }
      throw e;
    }
  }

  /** Size of the stack in bytes. Unused parts take no memory. */
  private static long stack() {
    try {
      return LEAST_STACK + STACK_PER_CHARACTER * Files.readAllBytes(COMMAND_LINE).length;
    } catch (IOException e) {
      return LEAST_STACK; // not Linux
    }
  }

  /**
   * The folder in ONNX Runtime's jar with the libraries of a platform; empty where ONNX Runtime
   * unpacks them itself.
   */
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

  /** Skips a library that is not in the jar. Loading it fails then, with a message. */
  private static void unpack(String resources, String file, Path folder) throws IOException {
    try (InputStream in = OrtEnvironment.class.getResourceAsStream(resources + file)) {
      if (in != null) {
        Files.copy(in, folder.resolve(file));
      }
    }
  }
}
