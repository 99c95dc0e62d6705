package io.github.googlenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Inception;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program's tables are ours; {@code reference/exported.py} runs it in Python. */
class PythonScriptTest {
  private final Path folder;

  PythonScriptTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String script(String weights) throws IOException {
    Path script = PythonScript.write(folder.resolve(weights), true);
    assertThat(script).isEqualTo(PythonScript.beside(folder.resolve(weights)));
    return Files.readString(script);
  }

  @Test
  void itNamesTheFileBesideIt() throws IOException {
    assertThat(script("mine.safetensors"))
        .contains("WEIGHTS = Path(__file__).with_name(\"mine.safetensors\")\n")
        .doesNotContain("@WEIGHTS@");
    assertThat(folder.resolve("mine.py")).isRegularFile();
    assertThat(script("a \"quoted\" 台.out")).contains("with_name(\"a \\\"quoted\\\" 台.out\")");
    assertThat(PythonScript.beside(folder.resolve("weights"))).hasFileName("weights.py");
    assertThat(PythonScript.beside(folder.resolve(".hidden"))).hasFileName(".hidden.py");
  }

  @Test
  void itDoesNotTakeTheWeightsPlaceNorReplaceAnything() throws IOException {
    Path same = folder.resolve("weights.py");
    assertThatThrownBy(() -> PythonScript.beside(same))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            same
                + ": expected a name for the weights that does not end in .py, found one. The script"
                + " gets that name.");
    Files.writeString(same, "precious");
    assertThatThrownBy(() -> PythonScript.write(folder.resolve("weights.bin"), false))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(same + ": expected no file of that name, found one.");
    assertThat(same).hasContent("precious");
  }

  @Test
  void itsInceptionsAreTheRowsOfTheTable() throws IOException {
    String script = script("w.safetensors");
    for (Inception row : GoogLeNet.INCEPTIONS) {
      assertThat(script)
          .contains(
              "    \"%s\": (%d, %d, %d, %d, %d, %d),\n"
                  .formatted(
                      row.name(),
                      row.ones(),
                      row.reduce3(),
                      row.threes(),
                      row.reduce5(),
                      row.fives(),
                      row.projection()));
    }
  }

  @Test
  void itsVariantsAreOurs() throws IOException {
    String script = script("w.safetensors");
    for (Variant variant : Variant.ALL) {
      String row =
          "\"%s\": (%s, %s, %s, %d, %s, %s, %s, %s, %s, %s),"
              .formatted(
                  variant.name(),
                  number(variant.batchNormEpsilon()),
                  word(variant.convolutionBias()),
                  word(variant.relu()),
                  variant.thirdBranchKernel(),
                  window(variant.stridedPool()),
                  window(variant.lastPool()),
                  word(variant.adaptiveHeads()),
                  word(variant.sharedHeads()),
                  number(variant.dropout()),
                  number(variant.auxiliaryDropout()));
      assertThat(script).contains("    " + row + "\n");
    }
    assertThat(script)
        .contains("CEIL, PADDED = (3, 2, 0, True), (3, 2, 1, False)\n")
        .contains("F.local_response_norm(x, 5, 1e-4, 0.75, 1)");
  }

  private static String word(boolean value) {
    return value ? "True" : "False";
  }

  private static String number(double value) {
    if (value == 0) {
      return "0";
    }
    return value < .01 ? "1e%.0f".formatted(Math.log10(value)) : Double.toString(value);
  }

  private static String window(Window window) {
    String row =
        String.format(
            Locale.ROOT,
            "(%d, %d, %d, %s)",
            window.kernel(),
            window.stride(),
            window.padding(),
            word(window.roundUp()));
    return switch (row) {
      case "(3, 2, 0, True)" -> "CEIL";
      case "(3, 2, 1, False)" -> "PADDED";
      default -> row;
    };
  }
}
