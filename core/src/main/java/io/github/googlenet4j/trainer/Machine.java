package io.github.googlenet4j.trainer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a run's bits depend on besides its seed. */
final class Machine {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private Machine() {}

  /** A learner's description and, where the system tells, the processor. */
  static String describe(Learner learner) {
    return learner.description() + ", " + processor();
  }

  private static String processor() {
    try {
      return Files.readAllLines(CPU, StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith(MODEL))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElseGet(Machine::architecture);
    } catch (IOException e) {
      return architecture();
    }
  }

  private static String architecture() {
    return System.getProperty("os.arch", "");
  }
}
