package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A program of a user, compiled and run against this build's libraries as a user would: in a JVM of
 * its own, on the module path or on the class path.
 *
 * @param sources folder of its source files
 * @param classes folder that they are compiled to
 * @param modular whether the sources are a module of the name {@code example}
 */
record UserProgram(Path sources, Path classes, boolean modular) {
  private static final String MODULE_INFO = "module-info.java";

  /** Files and folders of the class path that only tests need. */
  private static final Pattern OF_TESTS =
      Pattern.compile(
          "test-classes|.*-tests\\.jar|(junit|assertj|archunit|opentest4j|apiguardian|byte-buddy).*");

  /** What the libraries export, required by a module of a user. */
  private static final String EXAMPLE =
      """
      module example {
        requires io.github.googlenet4j;
      }
      """;

  /**
   * A program of one class {@code example.Main}.
   *
   * @param folder an empty one
   */
  static UserProgram of(Path folder, String main, boolean modular) throws IOException {
    UserProgram program =
        new UserProgram(folder.resolve("sources"), folder.resolve("classes"), modular);
    Path file = program.sources.resolve("example/Main.java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, main);
    if (modular) {
      Files.writeString(program.sources.resolve(MODULE_INFO), EXAMPLE);
    }
    return program;
  }

  /** Compiles it with all warnings; what the compiler said, which is nothing if it liked it. */
  String compile() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> files = new ArrayList<>(List.of(sources.resolve("example/Main.java")));
    if (modular) {
      files.add(sources.resolve(MODULE_INFO));
    }
    List<String> options =
        List.of(
            "--release",
            "17",
            "-Xlint:all",
            "-d",
            classes.toString(),
            modular ? "--module-path" : "--class-path",
            libraries(modular),
            "-proc:none");
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean good =
          compiler
              .getTask(
                  said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertThat(good || !said.toString().isEmpty()).isTrue();
    }
    return said.toString();
  }

  /** Runs it, and gives what it printed. */
  String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED"));
    String path = libraries(modular) + File.pathSeparator + classes;
    if (modular) {
      // The natives' modules are required by nobody.
      command.addAll(List.of("--add-modules", "ALL-MODULE-PATH"));
      command.addAll(List.of("--module-path", path, "--module", "example/example.Main"));
    } else {
      command.addAll(List.of("--class-path", path, "example.Main"));
    }
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed;
    try (InputStream out = process.getInputStream()) {
      printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  /** This build's libraries and what they need, without tests and the command line. */
  private static String libraries(boolean modular) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !OF_TESTS.matcher(Path.of(entry).getFileName().toString()).matches())
        .filter(entry -> !modular || !isCommandLine(entry))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isCommandLine(String entry) {
    return Files.exists(Path.of(entry).resolve("io/github/googlenet4j/cli"));
  }
}
