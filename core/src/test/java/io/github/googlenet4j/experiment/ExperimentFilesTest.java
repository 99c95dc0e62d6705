package io.github.googlenet4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.graph.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentFilesTest {
  @TempDir private Path folder = Path.of("");

  private static Map<String, Double> norms(double norm) {
    return Map.of("conv1/7x7_s2.weight", norm, "conv1/7x7_s2.bias", 9.);
  }

  @Test
  void theLastRowOfAnUpdateCounts() throws IOException {
    Path file = folder.resolve("gradients.csv");
    GradientLog.append(file, 0, norms(.5));
    GradientLog.append(file, 1, norms(.25));
    GradientLog.append(file, 1, norms(.125)); // repeated after a checkpoint
    assertThat(GradientLog.read(file)).containsExactly(Map.entry(0L, .5), Map.entry(1L, .125));
  }

  @Test
  void aRowThatWasCutShortIsIgnored() throws IOException {
    Path file = folder.resolve("gradients.csv");
    GradientLog.append(file, 0, norms(.5));
    Files.writeString(file, "1,0.2", StandardOpenOption.APPEND);
    assertThat(GradientLog.read(file)).containsExactly(Map.entry(0L, .5));
    GradientLog.append(file, 1, norms(.25));
    assertThat(GradientLog.read(file)).containsExactly(Map.entry(0L, .5), Map.entry(1L, .25));
    assertThat(GradientLog.read(folder.resolve("none.csv"))).isEmpty();
  }

  @Test
  void answersAreReadAsTheyWereWritten() throws IOException {
    BitSet right = new BitSet();
    right.set(1);
    right.set(3);
    RunFile written = new RunFile(Map.of(Head.MAIN, .5, Head.AUX1, .25), right, 4);
    Path file = folder.resolve("answers.json");
    written.write(file);
    assertThat(RunFile.read(file)).isEqualTo(written);
    Files.writeString(file, "{\"images\": 3, \"right\": \"10\"}");
    assertThatThrownBy(() -> RunFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "expected the answers of a run, found something else. Remove the file.");
    Files.writeString(file, "{");
    assertThatThrownBy(() -> RunFile.read(file))
        .hasMessageEndingWith("expected JSON, found something else. Remove the file.");
  }
}
