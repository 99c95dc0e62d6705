package io.github.googlenet4j.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Unpacks ONNX Runtime's two native libraries, has them loaded, and deletes them.
 *
 * <p>The library would do so itself, but it deletes when the JVM ends: after each run an empty
 * folder stays in the temporary folder, and after one that was killed the libraries, some 28 MB. On
 * Linux and macOS a file that is loaded can be deleted; elsewhere the library's own way is left to
 * it.
 */
final class Natives {
  /** Where the library looks before it unpacks anything. */
  private static final String FOLDER = "onnxruntime.native.path";

  private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

  private Natives() {}

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

  private static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "googlenet4j");
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
