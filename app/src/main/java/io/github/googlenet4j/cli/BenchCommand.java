package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.bench.Benchmark;
import io.github.googlenet4j.bench.Measurement;
import io.github.googlenet4j.bench.Setting;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.torch.TorchEngine;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.trainer.Initialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code googlenet bench}: measures how fast a model runs on this machine. */
@Command(
    name = "bench",
    description = "Measures how fast a model runs on this machine.",
    footer = {
      "",
      "All combinations are measured in turns. \"of peak\" is the share of the rate of the",
      "engine's best matrix product at that precision. Close other programs first.",
      "",
      "Example:",
      "  googlenet bench --model bvlc.safetensors --batch 1,16"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int CLASSES = 1000;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Model file (default: random weights).")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      description = "Without a model: paper (default), torchvision, seed or batch_norm.")
  private Optional<String> variant = Optional.empty();

  @Option(
      names = "--engine",
      split = ",",
      paramLabel = "NAME",
      description = "onednn, onnxruntime, torch (default: the best on this machine).")
  private List<String> engines = List.of();

  @Option(
      names = "--device",
      paramLabel = "D",
      description = "What the engine torch runs on: cpu (default), cuda or auto.")
  private Device device = Device.CPU;

  @Option(
      names = "--precision",
      split = ",",
      paramLabel = "P",
      description =
          "fp32, bf16, int8, auto (default: all but auto that the CPU and the model support).")
  private List<String> precisions = List.of();

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N",
      description = "Pictures in a run (default: 1,16).")
  private List<Integer> batches = List.of(1, 16);

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Cores; 0 for all (default: 0).")
  private List<Integer> threads = List.of(0);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Turns of each combination (default: ${DEFAULT-VALUE}).")
  private int rounds = 7;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Seconds of a turn at least (default: ${DEFAULT-VALUE}).")
  private double seconds = 1;

  @Option(names = "--json", description = "Print a JSON list.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Network network = network();
    List<Setting> settings = settings(network);
    ProgressLine line = new ProgressLine(spec.commandLine().getErr());
    int turns = rounds * settings.size();
    List<Measurement> measurements =
        new Benchmark(rounds, seconds)
            .run(
                network,
                settings,
                done -> line.show("turn %d of %d".formatted(done, turns), (double) done / turns));
    line.clear();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(list(measurements));
    } else {
      print(out, measurements);
    }
    return 0;
  }

  private Network network() throws IOException {
    if (model.isEmpty()) {
      Variant random = Variant.named(variant.orElse(Variant.PAPER.name()));
      Graph graph = GoogLeNet.graph(random, CLASSES, random.preparation().crop(), false);
      return new Network(graph, new Initialization(random, 0).weights(graph));
    }
    if (variant.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "--variant: expected without --model, found both. The model file knows its variant.");
    }
    return ModelFile.read(model.get()).network();
  }

  private List<Setting> settings(Network network) {
    List<Setting> settings = new ArrayList<>();
    for (Engine engine : engines.isEmpty() ? List.of(Engine.best()) : named()) {
      if (!engine.availability().usable()) {
        throw new IllegalArgumentException(
            "--engine: expected one that runs here, found %s (%s)."
                .formatted(engine.name(), engine.availability().detail()));
      }
      for (Precision precision : precisions(engine, network)) {
        for (int batch : batches) {
          for (int cores : threads) {
            settings.add(new Setting(engine, precision, batch, cores));
          }
        }
      }
    }
    return settings;
  }

  private List<Engine> named() {
    List<Engine> all = new ArrayList<>(Engine.all());
    all.add(new TorchEngine(device));
    List<Engine> found = new ArrayList<>();
    for (String name : engines) {
      found.add(
          all.stream()
              .filter(engine -> engine.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "--engine: expected one of %s, found %s."
                              .formatted(all.stream().map(Engine::name).toList(), name))));
    }
    return found;
  }

  private List<Precision> precisions(Engine engine, Network network) {
    if (!precisions.isEmpty()) {
      List<Precision> asked = precisions.stream().map(EngineFlags::precision).toList();
      asked.forEach(precision -> requireAvailable(engine, precision, network));
      return asked;
    }
    return engine.availability().precisions().stream()
        .filter(precision -> precision != Precision.INT8 || network.quantization().isPresent())
        .sorted()
        .toList();
  }

  /** Refuses a precision before the first turn. */
  private static void requireAvailable(Engine engine, Precision precision, Network network) {
    if (precision != Precision.AUTO) {
      engine.availability().choose(Optional.of(precision), network, several -> precision);
    }
  }

  private static void print(PrintWriter out, List<Measurement> measurements) {
    out.printf(
        "%-12s %-9s %5s %7s %9s %9s %9s %17s %8s %8s %9s %8s%n",
        "engine",
        "",
        "batch",
        "threads",
        "median ms",
        "90 %",
        "99 %",
        "rounds' medians",
        "images/s",
        "of peak",
        "heap/run",
        "resident");
    for (Measurement row : measurements) {
      Setting setting = row.setting();
      out.printf(
          Locale.ROOT,
          "%-12s %-9s %5d %7s %9.2f %9.2f %9.2f %17s %8.1f %8s %7d B %5.0f MB%n",
          setting.engine().name(),
          setting.precision() == row.precision()
              ? row.precision()
              : setting.precision() + "=" + row.precision(),
          setting.batch(),
          setting.threads() == 0 ? "all" : setting.threads(),
          row.medianMs(),
          row.p90Ms(),
          row.p99Ms(),
          String.format(Locale.ROOT, "%.2f to %.2f", row.fastestRoundMs(), row.slowestRoundMs()),
          row.imagesPerSecond(),
          Double.isNaN(row.shareOfPeak())
              ? "-"
              : String.format(Locale.ROOT, "%.0f%%", 100 * row.shareOfPeak()),
          row.heapBytesPerRun(),
          row.residentMegabytes());
    }
  }

  private static String list(List<Measurement> measurements) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator to = Json.FACTORY.createGenerator(text)) {
      to.writeStartArray();
      for (Measurement row : measurements) {
        to.writeStartObject();
        to.writeStringField("engine", row.setting().engine().name());
        to.writeStringField("asked", row.setting().precision().toString());
        to.writeStringField("precision", row.precision().toString());
        to.writeNumberField("batch", row.setting().batch());
        to.writeNumberField("threads", row.setting().threads());
        to.writeNumberField("median_ms", row.medianMs());
        to.writeNumberField("p90_ms", row.p90Ms());
        to.writeNumberField("p99_ms", row.p99Ms());
        to.writeNumberField("fastest_round_ms", row.fastestRoundMs());
        to.writeNumberField("slowest_round_ms", row.slowestRoundMs());
        to.writeNumberField("images_per_second", row.imagesPerSecond());
        number(to, "share_of_peak", row.shareOfPeak());
        to.writeNumberField("heap_bytes_per_run", row.heapBytesPerRun());
        number(to, "resident_megabytes", row.residentMegabytes());
        to.writeNumberField("runs", row.runs());
        to.writeEndObject();
      }
      to.writeEndArray();
    }
    return text.toString();
  }

  private static void number(JsonGenerator to, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      to.writeNumberField(name, value);
    } else {
      to.writeNullField(name);
    }
  }
}
