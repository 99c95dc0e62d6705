package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output whose reader ends first, and a disk that is full. */
class ClosedPipeTest {
  @TempDir private Path place = Path.of("");

  @BeforeEach
  void needsBash() {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/bin/bash")) && Files.exists(Path.of("/dev/full")),
        "skipped: needs bash and /dev/full");
  }

  /** What a line of bash prints, in which "$@" is the program. */
  private static String bash(String line, Object... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("/bin/bash", "-c", line, "bash"));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-Xlog:disable",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED", // as the launcher; else newer JVMs warn
            "-cp"));
    words.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    words.add(Main.class.getName());
    List.of(arguments).forEach(argument -> words.add(argument.toString()));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Test
  void aClosedPipeEndsTheProgramWithoutAWord() throws IOException {
    String status = " | true; echo ${PIPESTATUS[0]}";
    assertThat(bash("\"$@\"" + status, "summary")).isEqualTo("141");
    assertThat(bash("\"$@\"" + status, "summary", "--json")).isEqualTo("141");
    Path model = Samples.model(place);
    Path pictures = Files.createDirectory(place.resolve("pictures"));
    for (int i = 0; i < 3; i++) {
      Samples.picture(pictures.resolve(i + ".png"), i);
    }
    assertThat(bash("\"$@\"" + status, "classify", "--model", model, "--batch", 1, pictures))
        .isEqualTo("141");
  }

  @Test
  void aFullDiskIsAnError() throws IOException {
    assertThat(bash("\"$@\" >/dev/full; echo $?", "summary"))
        .isEqualTo("googlenet: " + Main.OUTPUT_LOST + "\n1");
  }
}
