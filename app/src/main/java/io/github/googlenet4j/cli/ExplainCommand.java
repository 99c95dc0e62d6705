package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.explain.Explainer;
import io.github.googlenet4j.explain.ExplainerOptions;
import io.github.googlenet4j.explain.Explanation;
import io.github.googlenet4j.explain.Method;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.image.PictureReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet explain}: pictures with a map of what spoke for a label. */
@Command(
    name = "explain",
    description = "Shows where a model looked: pictures with a map over them.",
    footer = {
      "",
      "Each picture becomes FOLDER/NAME.png, where NAME is its whole name; with --top,",
      "further labels have their number before the ending (NAME.2.png). Yellow is what",
      "spoke most for the label, blue what spoke least; what the network did not see",
      "is pale. The frame is around the largest part above --box-share of the range.",
      "",
      "Methods: cam (class activation map; one run a picture), occlusion (how much of",
      "the probability is lost when a cell of 32 pixels is covered; a run a cell).",
      "",
      "Example:",
      "  googlenet explain --model bvlc.safetensors --output why holiday.jpg",
      "  googlenet explain --model bvlc.safetensors --label crane --side 448 \\",
      "      --output why photographs/"
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "PICTURE_OR_FOLDER", description = "What to explain.")
  private List<Path> places = List.of();

  @Option(names = "--model", required = true, paramLabel = "MODEL", description = "Model file.")
  private Path model = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the PNG files; it is made if it does not exist.")
  private Path output = Path.of("");

  @Option(
      names = "--label",
      paramLabel = "L",
      description = "Explain this label (or id, or index) instead of the most probable.")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "Explain the K most probable labels (default: 1).")
  private Optional<Integer> top = Optional.empty();

  @Option(names = "--method", paramLabel = "M", description = "cam (the default) or occlusion.")
  private String method = Method.CAM.toString();

  @Option(
      names = "--side",
      paramLabel = "N",
      description = "Side of the square that the network sees; larger ones give finer maps.")
  private int side = ExplainerOptions.DEFAULT.side();

  @Option(
      names = "--stride",
      paramLabel = "N",
      description = "Pixels between cells that are covered (default: ${DEFAULT-VALUE}).")
  private int stride = ExplainerOptions.DEFAULT.stride();

  @Option(
      names = "--box-share",
      paramLabel = "X",
      description = "Share of the map's range above which is framed (default: ${DEFAULT-VALUE}).")
  private double boxShare = ExplainerOptions.DEFAULT.boxShare();

  @Option(names = "--force", description = "Replace files that exist.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Mixin private EngineFlags flags = new EngineFlags();

  @Mixin private PictureLimitFlags limits = new PictureLimitFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  private boolean refused;

  @Override
  public Integer call() throws IOException {
    if (label.isPresent() && top.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--label: expected no --top beside it, found both. Choose one.");
    }
    if (top.isPresent() && top.get() < 1) {
      throw new ParameterException(
          spec.commandLine(), "--top: expected at least 1, found %d.".formatted(top.get()));
    }
    ExplainerOptions options =
        ExplainerOptions.DEFAULT
            .withMethod(Method.named(method))
            .withSide(side)
            .withStride(stride)
            .withBoxShare(boxShare)
            .withLimits(limits.limits())
            .withEngine(flags.options());
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new IOException(
          "%s: expected a folder to write to, found a file. Name another.".formatted(output));
    }
    try (Explainer explainer = Explainer.of(ModelFile.read(model), Engine.best(), options)) {
      label.ifPresent(explainer::index); // refused before any picture is read
      for (PreparedNames.Name name : names().all()) {
        try {
          explain(explainer, name);
        } catch (IOException e) {
          refuse(name.source(), e);
        }
      }
    }
    return refused ? 1 : 0;
  }

  private PreparedNames names() {
    PreparedNames names = new PreparedNames(output);
    names.addAll(places, this::refuse);
    return names;
  }

  private void explain(Explainer explainer, PreparedNames.Name name) throws IOException {
    Path folder = name.target().toAbsolutePath().resolveSibling("");
    if (Files.isDirectory(folder)) {
      AtomicFile.checkTarget(name.target(), force); // before time is spent on the network
    }
    List<Explanation> explanations =
        label.isPresent()
            ? List.of(explainer.explain(name.source(), label.get()))
            : explainer.explain(name.source(), top.orElse(1));
    Files.createDirectories(folder);
    for (int i = 0; i < explanations.size(); i++) {
      Path target = i == 0 ? name.target() : numbered(name.target(), i + 1);
      Explanation explanation = explanations.get(i);
      AtomicFile.write(target, force, new PngContent(PictureReader.of(explanation.image())));
      print(name.source(), target, explanation);
    }
  }

  private static Path numbered(Path target, int number) {
    String name = target.getFileName().toString();
    return target.resolveSibling(name.replaceFirst("\\.png$", "." + number + ".png"));
  }

  private void refuse(Path source, IOException problem) {
    refused = true;
    String reason = OptionHints.added(ErrorLine.of(problem));
    if (json) {
      println(
          Json.line(
              writer -> {
                writer.writeStringField("file", source.toString());
                writer.writeStringField("error", reason);
              }));
    } else {
      spec.commandLine().getOut().flush();
      spec.commandLine().getErr().println("googlenet: " + reason);
    }
  }

  private void print(Path source, Path target, Explanation explanation) {
    if (json) {
      println(Json.line(writer -> write(writer, source, target, explanation)));
      return;
    }
    println(
        String.format(
            Locale.ROOT,
            "%s: %s, %.1f %% %s, box %d,%d to %d,%d",
            target,
            source,
            100 * explanation.probability(),
            explanation.label(),
            explanation.box().x0(),
            explanation.box().y0(),
            explanation.box().x1(),
            explanation.box().y1()));
  }

  private static void write(JsonGenerator json, Path source, Path target, Explanation explanation)
      throws IOException {
    json.writeStringField("file", source.toString());
    json.writeStringField("label", explanation.label());
    json.writeNumberField("index", explanation.index());
    json.writeNumberField("probability", explanation.probability());
    json.writeStringField("method", explanation.method().toString());
    json.writeArrayFieldStart("map");
    for (float[] row : explanation.map()) {
      json.writeStartArray();
      for (float value : row) {
        json.writeNumber(value);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("box");
    json.writeNumber(explanation.box().x0());
    json.writeNumber(explanation.box().y0());
    json.writeNumber(explanation.box().x1());
    json.writeNumber(explanation.box().y1());
    json.writeEndArray();
    json.writeStringField("output", target.toString());
  }

  private void println(String line) {
    PrintWriter out = spec.commandLine().getOut();
    if (out.checkError()) {
      throw new UncheckedIOException(new IOException(Main.OUTPUT_LOST)); // the reader has gone
    }
    out.println(line);
  }
}
