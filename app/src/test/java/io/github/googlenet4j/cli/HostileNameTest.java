package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Every command with a name that forges a line, clears the screen, colours it through C1 and turns
 * text around: it prints as many lines as with a plain name, and only printable characters.
 */
class HostileNameTest {
  private static final String HOSTILE =
      "a\ngooglenet: forged\u001b[2J\u009b31m\u202etxt\u200f\u2028x\r";

  @TempDir private Path place = Path.of("");

  @BeforeEach
  void requireNamesOfAllCharacters() {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "no such names here");
  }

  /** The calls of a command, in a folder of their own, with a name. */
  private List<Object[]> calls(String command, Path folder, String name) throws IOException {
    Path named = folder.resolve(name);
    Path model = Samples.model(Files.createDirectories(folder));
    return switch (command) {
      case "import" -> {
        Path labels = Files.writeString(folder.resolve(name + ".txt"), "a\n\nb\n");
        yield List.of(
            call("--variant", "paper", "--labels", labels, "--output", named, named),
            call("--variant", name, "--labels", labels, "--output", named, named));
      }
      case "demo" -> {
        Files.createFile(named);
        yield List.<Object[]>of(call("--output", named));
      }
      case "train" -> {
        Path data = pictures(folder.resolve("data"), name, "hat");
        Path recipe = Files.writeString(folder.resolve(name + ".yaml"), "epochs: [");
        yield List.of(
            call(named, "--output", folder.resolve("run")),
            call(pictures(folder.resolve("one"), name), "--output", folder.resolve("run")),
            call(data, "--config", recipe),
            call(data, "--set", name + "=1"),
            call("--resume", named));
      }
      case "evaluate" -> {
        Path data = pictures(folder.resolve("data"), name, "hat");
        broken(data.resolve("hat").resolve(name + ".png"));
        yield List.of(call("--model", model, data), call("--model", named, data));
      }
      case "clean" -> {
        Path data = pictures(folder.resolve("data"), "shirt", "hat");
        broken(data.resolve("hat").resolve(name + ".png"));
        yield List.of(call("--no-cache", "--model", model, data), call("--model", model, named));
      }
      case "features" -> {
        Path data = pictures(folder.resolve("data"), "shirt", "hat");
        broken(data.resolve("hat").resolve(name + ".png"));
        Path output = folder.resolve(name + ".npy");
        yield List.of(
            call("--no-cache", "--force", "--model", model, data, "--output", output),
            call("--model", model, data, "--output", named));
      }
      case "similar" -> {
        Path data = pictures(folder.resolve("data"), name, "hat");
        broken(data.resolve("hat").resolve(name + ".png"));
        Path picture = data.resolve(name).resolve("0.png");
        yield List.of(
            call("--no-cache", "--model", model, "--index", data, picture),
            call("--model", model, "--index", named, picture));
      }
      case "classify" -> {
        Path data = pictures(folder.resolve("data"), name, "hat");
        broken(data.resolve("hat").resolve(name + ".png"));
        yield List.of(
            call("--model", model, data),
            call("--model", model, named, data.resolve(name).resolve("0.png")));
      }
      case "prepare" -> {
        Path data = pictures(folder.resolve("data"), name, "hat");
        broken(data.resolve("hat").resolve(name + ".png"));
        yield List.of(
            call("--output", folder.resolve("out"), data), call("--output", named, named));
      }
      case "quantize" ->
          List.<Object[]>of(call("--model", named, "--output", named, "--pictures", named));
      case "bench" -> List.<Object[]>of(call("--model", named));
      case "export" -> List.<Object[]>of(call("--model", named, "--output", named));
      case "data" -> {
        Path data = pictures(folder.resolve("data"), "train/shirt", "train/hat");
        broken(data.resolve("train/hat").resolve(name + ".png"));
        Samples.picture(data.resolve("train/hat").resolve(name + "2.png"), 0);
        Files.createFile(data.resolve("train/hat").resolve(name + ".txt"));
        Path csv = Files.writeString(folder.resolve(name + ".csv"), "path,label\nx,y\n");
        Path other = pictures(folder.resolve("other"), name);
        yield List.of(call(data), call(csv), call(other), call(named));
      }
      case "augment" -> List.<Object[]>of(call(named, "--output", named));
      case "summary" -> List.of(call("--variant", name), call("--model", named));
      case "doctor" -> List.<Object[]>of(call(name));
      default -> List.<Object[]>of(call(name));
    };
  }

  private static Object[] call(Object... arguments) {
    return arguments;
  }

  private static Path pictures(Path data, String... classes) throws IOException {
    int seed = 0;
    for (String label : classes) {
      Files.createDirectories(data.resolve(label));
      for (int i = 0; i < 3; i++) {
        Samples.picture(data.resolve(label).resolve(i + ".png"), seed++);
      }
    }
    return data;
  }

  private static void broken(Path picture) throws IOException {
    Files.writeString(picture, "no picture");
  }

  static List<String> commands() {
    return List.copyOf(new CommandLine(Main.class).getSubcommands().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itIsOneLineOfPrintableText(String command) throws IOException {
    List<Object[]> plain = calls(command, place.resolve("1"), "plain");
    List<Object[]> hostile = calls(command, place.resolve("2"), HOSTILE);
    for (int i = 0; i < plain.size(); i++) {
      for (boolean json : new boolean[] {false, true}) {
        Call expected = call(command, plain.get(i), json);
        Call found = call(command, hostile.get(i), json);
        String what = command + " " + i + (json ? " as JSON" : "");
        assertThat(found.status()).as(what).isEqualTo(expected.status());
        assertThat(lines(found)).as(what).hasSameSizeAs(lines(expected));
        assertThat(lines(found)).as(what).allMatch(line -> PrintableText.of(line).equals(line));
        assertThat(lines(found)).as(what).noneMatch(line -> line.startsWith("googlenet: forged"));
      }
    }
  }

  private static Call call(String command, Object[] arguments, boolean json) {
    List<Object> all = new ArrayList<>(List.of(command));
    all.addAll(Arrays.asList(arguments));
    if (json) {
      all.add("--json");
    }
    return Call.of(all.toArray());
  }

  private static List<String> lines(Call call) {
    return Arrays.asList((call.out() + call.err()).split("\n", -1));
  }

  /** A model may hold marks of direction, as a label in Hebrew may; they are not shown. */
  @ParameterizedTest
  @ValueSource(strings = {"a\u200fb", "a\u061cb", "a\u200eb"})
  void labelsToo(String label) throws IOException {
    Path file = Samples.model(place);
    Model model = ModelFile.read(file);
    List<String> classes = new ArrayList<>(model.classes());
    classes.set(0, label);
    Model marked =
        new Model(model.variant(), classes, model.preparation(), false, model.weights(), Map.of());
    ModelFile.write(marked, file, true);
    Path picture = Samples.picture(place.resolve("1.png"), 1);
    assertThat(Call.of("classify", "--model", file, picture).out()).contains("a?b");
    Call json = Call.of("classify", "--model", file, "--json", picture);
    assertThat(json.out()).contains("a\\u%04Xb".formatted((int) label.charAt(1)));
    assertThat(json.json().get(0).get("predictions").findValuesAsText("label")).contains(label);
    assertThat(PrintableText.of(json.out().strip())).isEqualTo(json.out().strip());
  }

  @Test
  void aLongMessageIsCut() throws IOException {
    Path csv =
        Files.writeString(place.resolve("long.csv"), "path,label\n" + "x".repeat(2 << 20) + ",a\n");
    Call call = Call.of("data", csv);
    assertThat(call.status()).isEqualTo(1);
    String line = call.err().lines().findFirst().orElseThrow();
    assertThat(line).hasSizeLessThan(2_100).startsWith("googlenet: " + csv);
  }
}
