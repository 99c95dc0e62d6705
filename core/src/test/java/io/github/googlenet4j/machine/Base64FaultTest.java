package io.github.googlenet4j.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class Base64FaultTest {
  private static final List<String> AFFECTED =
      List.of(
          "17.0.15+6-Debian-1deb12u1",
          "17",
          "17.0.21",
          "17.0.21+9",
          "17.0.21.1-ea",
          "18.0.2",
          "20.0.2+9-78",
          "21",
          "21.0.9+10-LTS",
          "21.0.13",
          "21.0.13.0.9",
          "22.0.1",
          "24.0.2+12",
          "25",
          "25-ea+36",
          "25.0.3+9-LTS",
          "25.0.5+8",
          "25.0.5.1-ea+1");

  private static final List<String> MENDED =
      List.of(
          "17.0.21.1",
          "17.0.21.1+1",
          "17.0.21.2",
          "17.0.22+3-Debian-1",
          "17.0.100",
          "21.0.13.1+1-LTS",
          "21.0.14",
          "21.1",
          "25.0.5.1",
          "25.0.5.1.1",
          "25.0.6-ea",
          "26",
          "27.0.1+4");

  @Test
  void releasesBeforeTheMendedOneOfTheirLineAreAffected() {
    assertThat(AFFECTED).allMatch(version -> Base64Fault.affects(Runtime.Version.parse(version)));
    assertThat(MENDED).noneMatch(version -> Base64Fault.affects(Runtime.Version.parse(version)));
  }

  @Test
  void theLaunchersSayTheSame() throws Exception {
    assertThat(inBash(AFFECTED)).isEqualTo("affected\n".repeat(AFFECTED.size()));
    assertThat(inBash(MENDED)).isEqualTo("mended\n".repeat(MENDED.size()));
  }

  @Test
  void theOptionOfTheLaunchersIsTheClasses() throws Exception {
    assertThat(bash("set -eu; . \"$0\"; printf %s \"$base64_remedy\"", List.of()))
        .isEqualTo(Base64Fault.REMEDY);
  }

  @Test
  void theOptionTurnsTheFaultyCodeOff() throws Exception {
    assertThat(present(Base64Fault.REMEDY)).isEqualTo("false");
    assertThat(present("-Xshare:auto")).isEqualTo(String.valueOf(Base64Fault.present()));
  }

  /** Prints whether this JVM decodes with the faulty code. */
  static final class Asked {
    public static void main(String[] arguments) {
      System.out.print(Base64Fault.present());
    }
  }

  private static String present(String option) throws Exception {
    return run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+IgnoreUnrecognizedVMOptions",
            option,
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Asked.class.getName()));
  }

  private static String inBash(List<String> versions) throws Exception {
    return bash(
        "set -eu; . \"$0\"; for version; do"
            + " if base64_fault \"$version\"; then echo affected; else echo mended; fi; done",
        versions);
  }

  private static String bash(String script, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "-c", script));
    command.add(Path.of("../packaging/base64.bash").toString());
    command.addAll(arguments);
    try {
      return run(command);
    } catch (IOException e) {
      Assumptions.abort("skipped: needs bash");
      throw e;
    }
  }

  private static String run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return output;
  }
}
