package io.github.googlenet4j.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The model of this machine's CPU.
 *
 * <p>Virtual machines often have a name that says little, such as {@code AMD EPYC}. So the numbers
 * by which manufacturers tell models apart belong to it.
 */
public final class CpuModel {
  private static final Path LINUX = Path.of("/proc/cpuinfo");

  /** As Linux names them on x86; on arm64 there are the last two only. */
  private static final List<String> PARTS =
      List.of("model name", "cpu family", "model", "stepping", "CPU implementer", "CPU part");

  private CpuModel() {}

  /** A text that differs from model to model, such as {@code AMD EPYC, 25, 17, 1}. */
  public static String name() {
    try {
      return of(Files.readAllLines(LINUX));
    } catch (IOException e) { // not Linux
      return System.getProperty("os.arch", "unknown");
    }
  }

  /** The model that the lines of {@code /proc/cpuinfo} describe, in their first block. */
  static String of(List<String> lines) {
    String found =
        PARTS.stream()
            .flatMap(part -> lines.stream().filter(line -> isAbout(part, line)).limit(1))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .collect(Collectors.joining(", "));
    return found.isEmpty() ? System.getProperty("os.arch", "unknown") : found;
  }

  private static boolean isAbout(String part, String line) {
    int colon = line.indexOf(':');
    return colon >= 0 && line.substring(0, colon).strip().equals(part);
  }
}
