package io.github.googlenet4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageSnippetsTest {
  private static final Pattern BLOCK = Pattern.compile("<pre>(.*?)</pre>", Pattern.DOTALL);

  private static List<String> blocks(String model) {
    return BLOCK
        .matcher(UsageSnippets.html(Path.of(model)))
        .results()
        .map(block -> block.group(1).replace("&quot;", "\"").replace("&#39;", "'"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/runs/cats-and_dogs/model.safetensors|/runs/cats-and_dogs/model.safetensors",
        "/my runs/a/model.safetensors|'/my runs/a/model.safetensors'",
        "/runs/$HOME/it's/model.safetensors|'/runs/$HOME/it'\\''s/model.safetensors'"
      })
  void commandsTakeThePathAsOneWord(String model, String word) {
    assertThat(blocks(model))
        .startsWith(
            "googlenet classify --model " + word + " PICTURE_OR_FOLDER",
            "googlenet evaluate --model " + word + " DATA");
  }

  @Test
  void theExampleCompiles(@TempDir Path folder) throws Exception {
    String example = blocks("/runs/a \"b\"/model.safetensors").get(2);
    assertThat(example.lines()).hasSize(5);
    Path file =
        Files.writeString(
            folder.resolve("Example.java"),
            """
            import io.github.googlenet4j.Classifier;
            import io.github.googlenet4j.Prediction;
            import java.nio.file.Path;

            class Example {
              void run() throws Exception {
            %s
              }
            }
            """
                .formatted(example));
    StringWriter messages = new StringWriter();
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                new PrintWriter(messages),
                new PrintWriter(messages),
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                file.toString());
    assertThat(status).describedAs(messages.toString()).isZero();
  }

  @Test
  void timesAreInUnitsThatSuitThem() {
    assertThat(Html.duration(Duration.ofMillis(800))).isEqualTo("1 s");
    assertThat(Html.duration(Duration.ofMillis(59_500))).isEqualTo("1 min 00 s");
    assertThat(Html.duration(Duration.ofSeconds(154))).isEqualTo("2 min 34 s");
    assertThat(Html.duration(Duration.ofSeconds(3904))).isEqualTo("1 h 05 min");
  }
}
