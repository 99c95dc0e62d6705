package io.github.googlenet4j.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times are measured once a machine, and never believed on another. */
class MeasurementsTest {
  private static final Map<String, Double> TIMES = Map.of("fp32", 7.25, "bf16", 4.5);

  @TempDir private Path folder = Path.of("");

  private final List<String> measured = new ArrayList<>();

  private Map<String, Double> get(Measurements measurements, String subject) {
    return measurements.get(
        subject,
        () -> {
          measured.add(subject);
          return TIMES;
        });
  }

  @Test
  void areTakenOnceAndKeptForTheNextProcess() throws IOException {
    Path file = folder.resolve("times");
    Measurements first = new Measurements(file, "some CPU: 25, 17");
    assertThat(get(first, "onednn 3.11, 2 threads")).isEqualTo(TIMES);
    assertThat(get(first, "onednn 3.11, 2 threads")).isEqualTo(TIMES);
    assertThat(get(new Measurements(file, "some CPU: 25, 17"), "onednn 3.11, 2 threads"))
        .isEqualTo(TIMES);
    assertThat(measured).hasSize(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("nothing half written").containsExactly(file);
    }
  }

  @Test
  void belongToOneCpuAndOneSubject() {
    Path file = folder.resolve("times");
    get(new Measurements(file, "one"), "a");
    get(new Measurements(file, "another"), "a");
    get(new Measurements(file, "one"), "b");
    assertThat(measured).containsExactly("a", "a", "b");
    get(new Measurements(file, "one"), "a");
    get(new Measurements(file, "another"), "a");
    assertThat(measured).as("all three are kept").hasSize(3);
  }

  @Test
  void aDamagedOrMissingFileCostsOnlyTime() throws IOException {
    Path damaged = Files.writeString(folder.resolve("damaged"), "a,\\ one=fp32=x \\u12");
    assertThat(get(new Measurements(damaged, "one"), "a")).isEqualTo(TIMES);
    assertThat(get(new Measurements(folder.resolve("no/such/folder"), "one"), "a"))
        .isEqualTo(TIMES);
    assertThat(get(new Measurements(null, "one"), "a")).isEqualTo(TIMES);
    assertThat(measured).hasSize(3);
    assertThat(get(new Measurements(damaged, "one"), "a")).isEqualTo(TIMES);
    assertThat(measured).as("the damaged file was replaced").hasSize(3);
  }
}
