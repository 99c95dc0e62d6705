package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Names beyond ASCII under the locales that people and containers have. */
@DisabledOnOs(OS.WINDOWS)
class LauncherLocaleTest {
  private static final Path SCRIPT = Path.of("../packaging/locale.bash");
  private static final List<String> VARIABLES = List.of("LC_ALL", "LC_CTYPE", "LANG");

  static final List<Map<String, String>> LOCALES =
      List.of(
          Map.of(),
          Map.of("LC_ALL", "C"),
          Map.of("LANG", "POSIX"),
          Map.of("LC_CTYPE", "UTF-8", "LANG", ""),
          Map.of("LC_ALL", "xx_YY.UTF-8"),
          Map.of("LANG", "de_DE.UTF-8"),
          Map.of("LC_CTYPE", "C.UTF-8", "LANG", "xx_YY"));

  @BeforeAll
  static void bashIsThere() throws Exception {
    Assumptions.assumeTrue(
        run(Map.of(), "bash", "-c", "locale -a | grep -i utf").contains("C."),
        "skipped: needs bash and the locale C.UTF-8");
  }

  private static String run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(VARIABLES);
    builder.environment().putAll(environment);
    try {
      Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return output;
    } catch (IOException e) {
      return ""; // no bash
    }
  }

  @ParameterizedTest
  @FieldSource("LOCALES")
  void twoClassesStayTwo(Map<String, String> locale, @TempDir Path folder) throws Exception {
    List<String> names = List.of("\u732b", "\u72ac", "\u00e9t\u00e9");
    for (String name : names) {
      Path pictures = Files.createDirectory(folder.resolve(name));
      BufferedImage picture = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
      for (String each : List.of("a", "b", "c")) {
        picture.setRGB(0, 0, (name + each).hashCode());
        ImageIO.write(picture, "png", pictures.resolve(each + ".png").toFile());
      }
    }
    String output =
        run(
            locale,
            "bash",
            "-c",
            "set -eu; . \"$0\"; exec \"$@\"",
            SCRIPT.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:disable",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName(),
            "data",
            folder.toString(),
            "--json");
    assertThat(new ObjectMapper().readTree(output).get("classes"))
        .extracting(node -> node.asText())
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void aLocaleThatIsInstalledStays() throws Exception {
    String script = "set -eu; . \"$0\"; printf %s \"$LC_ALL\"";
    assertThat(run(Map.of("LANG", "C.UTF-8"), "bash", "-c", script, SCRIPT.toString()))
        .isEqualTo("C.UTF-8");
  }
}
