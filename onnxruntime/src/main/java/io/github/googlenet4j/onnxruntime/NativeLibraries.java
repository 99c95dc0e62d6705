package io.github.googlenet4j.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import io.github.googlenet4j.cache.NativeFiles;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Unpacks the two native libraries of ONNX Runtime into the cache, and lets ONNX Runtime load them.
 *
 * <p>ONNX Runtime would unpack them itself for each process, into the temporary folder, and deletes
 * them only when the JVM ends. A folder that a program has named by ONNX Runtime's own property is
 * left to it.
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
   * @throws IOException if they are there and cannot be unpacked; the message is one line
   */
  static OrtEnvironment load() throws IOException {
    String platform =
        platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    if (System.getProperty(FOLDER) != null) {
      return environment();
    }
    Path folder = Path.of("");
    for (String library : LIBRARIES) {
      URL resource =
          OrtEnvironment.class.getResource(
              "native/%s/%s".formatted(platform, System.mapLibraryName(library)));
      if (resource == null || !resource.getProtocol().equals("jar")) {
        return environment(); // ONNX Runtime says what is missing
      }
      folder = NativeFiles.unpacked(resource).resolveSibling("");
    }
    System.setProperty(FOLDER, folder.toString());
    try {
      return environment();
    } finally {
      System.clearProperty(FOLDER); // another class loader may have another version
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

  /** The folder in ONNX Runtime's jar with the libraries of a platform. */
  static String platform(String system, String architecture) {
    String name = system.toLowerCase(Locale.ROOT);
    String processor = architecture.equals("amd64") ? "x64" : architecture;
    if (name.startsWith("linux")) {
      return "linux-" + processor;
    }
    return (name.startsWith("mac") ? "osx-" : "win-") + processor;
  }
}
