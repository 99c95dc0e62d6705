package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in Java that README.md and the libraries' Javadoc show are programs. */
class ExamplesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern README_BLOCK =
      Pattern.compile("^```java\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern JAVADOC_BLOCK =
      Pattern.compile("<pre>\\{@code\n(.*?)\n \\* }</pre>", Pattern.DOTALL);
  private static final Pattern IMPORT = Pattern.compile("^import .*;$\n?", Pattern.MULTILINE);

  @TempDir Path folder = Path.of("");

  /** An example, and where it stands. */
  record Example(String place, String imports, String statements) {
    @Override
    public String toString() {
      return place;
    }

    String program() {
      return """
          package example;

          %s
          final class Main {
            private Main() {}

            static void example() throws Exception {
          %s
            }
          }
          """
          .formatted(imports, statements);
    }
  }

  static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    Matcher block = README_BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
    while (block.find()) {
      String imports =
          IMPORT
              .matcher(block.group(1))
              .results()
              .map(r -> r.group())
              .collect(Collectors.joining());
      examples.add(
          new Example("README.md", imports, IMPORT.matcher(block.group(1)).replaceAll("")));
    }
    for (String module : List.of("core", "onednn", "onnxruntime", "torch")) {
      Path sources = ROOT.resolve(module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file :
            files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
          Matcher example = JAVADOC_BLOCK.matcher(Files.readString(file));
          while (example.find()) {
            examples.add(javadoc(sources.relativize(file), example.group(1)));
          }
        }
      }
    }
    return examples;
  }

  /** Javadoc leaves imports out: those of the file's packages and of what Java programs use. */
  private static Example javadoc(Path file, String block) {
    String imports =
        Stream.of("", ".clean", ".data", ".evaluate", ".explain", ".file", ".train")
            .map(name -> "import io.github.googlenet4j%s.*;\n".formatted(name))
            .collect(Collectors.joining("", "import java.nio.file.*;\nimport java.util.*;\n", ""));
    return new Example(file.toString(), imports, block.replaceAll("(?m)^ *\\* ?", ""));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleCompiles(Example example) throws IOException {
    assertThat(UserProgram.of(folder, example.program(), true).compile()).isEmpty();
  }

  @org.junit.jupiter.api.Test
  void thereAreExamples() throws IOException {
    assertThat(examples()).extracting(Example::place).contains("README.md");
    assertThat(examples()).hasSizeGreaterThanOrEqualTo(3);
  }
}
