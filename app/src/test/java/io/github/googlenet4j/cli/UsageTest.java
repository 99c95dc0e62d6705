package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UsageTest {
  @Test
  void anUnknownOptionIsWrongUsage() {
    Call call = Call.of("classify", "--model", "m", "--modle", "p.jpg");
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.out()).isEmpty();
    assertThat(call.err().lines()).hasSize(1);
    assertThat(call.err())
        .startsWith("googlenet: ")
        .contains("--modle")
        .endsWith(" Try 'googlenet classify --help'.\n");
  }

  @Test
  void anUnknownCommandIsWrongUsage() {
    Call call = Call.of("clasify");
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).startsWith("googlenet: ").contains("clasify");
  }

  @Test
  void noCommandIsWrongUsage() {
    assertThat(Call.of().status()).isEqualTo(2);
  }

  /** All of them, as the command line itself knows them. */
  static Set<String> commands() {
    return new CommandLine(Main.class).getSubcommands().keySet();
  }

  @Test
  void noCommandIsLeftOut() {
    assertThat(commands()).contains("train", "evaluate", "demo").hasSizeGreaterThanOrEqualTo(12);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithAnExample(String command) {
    Call call = Call.of(command, "--help");
    assertThat(call.status()).isZero();
    assertThat(call.err()).isEmpty();
    assertThat(call.out()).contains("Example:").contains("googlenet " + command);
    assertThat(call.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theExamplesOfTheHelpAreRightUsage(String command) {
    List<String> lines =
        Call.of(command, "--help")
            .out()
            .replace(" \\\n", "")
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("googlenet "))
            .toList();
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      List<String> words = List.of(line.split(" +"));
      assertThat(words.get(1)).isEqualTo(command);
      new CommandLine(Main.class)
          .parseArgs(words.subList(1, words.size()).toArray(String[]::new)); // throws otherwise
    }
  }

  @Test
  void aMissingModelIsOneLine(@TempDir Path folder) {
    Path model = folder.resolve("none.safetensors");
    Call call = Call.of("classify", "--model", model, "p.jpg");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .isEqualTo(
            "googlenet: %s: expected a file, found none of that name. Check the path.%n"
                .formatted(model));
  }

  /** A full disk, or a reader that has gone: never a success. */
  @Test
  void outputThatCannotBeWrittenIsAnError() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("full");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(full), new PrintWriter(err), "summary");
    assertThat(status).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "googlenet: standard output: expected all of it to be written, found it full or closed."
                + " Write elsewhere.\n");
  }

  @Test
  void debugShowsWhereAnErrorCameFrom(@TempDir Path folder) {
    Call call = Call.of("classify", "--debug", "--model", folder, "p.jpg");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("\tat io.github.googlenet4j.file.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--top=0", "--batch=0", "--threads=-1", "--max-pixels=0"})
  void aNumberOutOfItsRangeIsWrongUsage(String option) {
    Call call = Call.of("classify", "--model", "m", option, "p.jpg");
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains("expected").doesNotContain("\tat ");
    assertThat(call.err().lines()).hasSize(1);
  }
}
