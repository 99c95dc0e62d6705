package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.quantize.Agreement;
import io.github.googlenet4j.quantize.Quantizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code googlenet quantize}: makes an int8 model from one in float32. */
@Command(
    name = "quantize",
    description = "Makes an int8 model: a third of the size, and faster where the CPU has VNNI.",
    footer = {
      "",
      "The ranges of activations are measured on the pictures. Take pictures like those",
      "that the model will see; they need no labels. Layers that would change too",
      "many answers stay in floating point and are named. Every command takes the",
      "new model.",
      "",
      "Example:",
      "  googlenet quantize --model bvlc.safetensors --pictures photographs/ \\",
      "      --output bvlc-int8.safetensors"
    })
final class QuantizeCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "Model file in float32.")
  private Path model = Path.of("");

  @Option(
      names = "--pictures",
      required = true,
      paramLabel = "FOLDER",
      description = "Pictures to measure on, a hundred or more.")
  private Path pictures = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "MODEL8",
      description = "File to write.")
  private Path output = Path.of("");

  @Option(names = "--force", description = "Replace an existing MODEL8.")
  private boolean force;

  @Option(
      names = "--most",
      paramLabel = "N",
      description = "Use at most N pictures (default: ${DEFAULT-VALUE}).")
  private int most = 256;

  @Option(
      names = "--agreement",
      paramLabel = "SHARE",
      description = "Share of answers that must stay the same, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double agreement = Quantizer.DEFAULT_AGREEMENT;

  @Option(names = "--threads", paramLabel = "N", description = "Cores to use; 0 for all.")
  private int threads;

  @Mixin private PictureLimitFlags limits = new PictureLimitFlags();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    AtomicFile.checkTarget(output, force);
    OutputFile.requireOther(output, model, "MODEL");
    Quantizer quantizer = new Quantizer(Engine.best(), threads, most, agreement, limits.limits());
    ProgressLine line = new ProgressLine(spec.commandLine().getErr());
    Quantizer.Result result =
        quantizer.quantize(
            ModelFile.read(model),
            PictureFolder.pictures(pictures),
            (what, share) -> line.show("%s: %.0f %%".formatted(what, 100 * share), share));
    line.clear();
    ModelFile.write(result.model(), output, force);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(writer -> write(writer, result)));
    } else {
      print(out, result);
    }
    return 0;
  }

  private static Set<String> floating(Quantizer.Result result) {
    return result.model().quantization().orElseThrow().floating();
  }

  private void print(PrintWriter out, Quantizer.Result result) throws IOException {
    for (Map.Entry<Quantizer.RangeMethod, Agreement> way : result.tried().entrySet()) {
      out.printf(
          Locale.ROOT,
          "ranges by %-13s same answer for %5.1f %%, error of logits %.4f%s%n",
          name(way.getKey()),
          100 * way.getValue().top1(),
          way.getValue().error(),
          way.getKey() == result.chosen() ? "  (taken)" : "");
    }
    Set<String> floating = floating(result);
    out.printf(
        "in floating point: %s%n", floating.isEmpty() ? "none" : String.join(", ", floating));
    out.printf(
        Locale.ROOT,
        "%s: int8, same answer as float32 for %.1f %% of the %d pictures, %.1f MB%n",
        output,
        100 * result.agreement().top1(),
        result.pictures(),
        Files.size(output) / 1e6);
    if (result.agreement().top1() < agreement) {
      out.printf(
          Locale.ROOT,
          "note: %.1f %% were asked for (--agreement). Evaluate the model before you use it.%n",
          100 * agreement);
    }
  }

  private static String name(Quantizer.RangeMethod range) {
    return range.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void write(JsonGenerator json, Quantizer.Result result) throws IOException {
    json.writeNumberField("pictures", result.pictures());
    json.writeNumberField("agreement", result.agreement().top1());
    json.writeNumberField("error", result.agreement().error());
    json.writeBooleanField("reached", result.agreement().top1() >= agreement);
    json.writeStringField("ranges", name(result.chosen()));
    json.writeArrayFieldStart("floating");
    for (String name : floating(result)) {
      json.writeString(name);
    }
    json.writeEndArray();
  }
}
