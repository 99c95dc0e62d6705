package io.github.googlenet4j.cli;

import io.github.googlenet4j.cache.CachedFolder;
import io.github.googlenet4j.data.DataReport.LabelledPicture;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.features.FeatureSource;
import io.github.googlenet4j.features.FeatureTable;
import io.github.googlenet4j.features.NpyFile;
import io.github.googlenet4j.features.PooledFeatures;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.text.CsvCell;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet features}: a model's features of pictures, for other programs. */
@Command(
    name = "features",
    description = "Writes a model's features of labelled pictures, for other programs.",
    footer = {
      "",
      "A picture's 1024 features are the means of the network's last maps, what its",
      "classifier sees. They are written as float32, N x 1024 (.npy for NumPy, or .csv);",
      "which row is which picture is in FILE.list.csv: file,part,label. Pictures that",
      "cannot be read are reported and have no row; the exit status is then 1.",
      "",
      "Example:",
      "  googlenet features --model bvlc.safetensors photographs/ --output features.npy"
    })
final class FeaturesCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "DATA", description = "Folders or CSV files.")
  private List<Path> sources = List.of();

  @Option(names = "--model", required = true, paramLabel = "MODEL", description = "Model file.")
  private Path model = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "File to write; its name ends with .npy or .csv.")
  private Path output = Path.of("");

  @Option(
      names = "--raw-cells",
      description =
          "Do not put an apostrophe before text in CSV files that begins with =, +, - or @, which"
              + " a spreadsheet would compute.")
  private boolean rawCells;

  @Option(names = "--force", description = "Replace existing files.")
  private boolean force;

  @Option(names = "--no-cache", description = "Neither keep features nor take kept ones.")
  private boolean noCache;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private SourceFlags reading = new SourceFlags();

  @Mixin private FeatureFlags flags = new FeatureFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    String name = output.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".npy") && !name.endsWith(".csv")) {
      throw new ParameterException(
          spec.commandLine(),
          "--output: expected a name that ends with .npy or .csv, found %s.".formatted(output));
    }
    Path list = output.resolveSibling(output.getFileName() + ".list.csv");
    AtomicFile.checkTarget(output, force);
    AtomicFile.checkTarget(list, force);
    FeatureSource source =
        FeatureSource.of(
            ModelFile.read(model), reading.options().limits(), Engine.best(), flags.options());
    Dataset dataset = Dataset.open(sources, reading.options(), Split.DEFAULT);
    List<LabelledPicture> places = new ArrayList<>();
    dataset
        .parts()
        .forEach(
            (part, examples) ->
                examples.forEach(example -> places.add(new LabelledPicture(part, example))));
    PrintWriter err = spec.commandLine().getErr();
    dataset.notes().forEach(note -> err.println("googlenet: " + OptionHints.added(note)));
    FeatureTable table = read(source, places, err);
    if (table.rows().isEmpty()) {
      throw new IOException(
          "%s: expected a picture that can be read, found none of %d. Replace the files."
              .formatted(sources.get(0), places.size()));
    }
    StringBuilder rows = new StringBuilder("file,part,label\n");
    for (int index : table.indices()) {
      LabelledPicture place = places.get(index);
      String label = dataset.classes().get(place.example().label());
      rows.append(CsvCell.of(place.example().file().toString(), !rawCells))
          .append(",%s,".formatted(place.part()))
          .append(CsvCell.of(label, !rawCells))
          .append('\n');
    }
    if (name.endsWith(".npy")) {
      NpyFile.write(output, table.rows(), PooledFeatures.WIDTH, force);
    } else {
      AtomicFile.write(output, force, channel -> csv(channel, table.rows()));
    }
    AtomicFile.write(list, force, rows.toString());
    tell(table, list);
    return table.refusals().isEmpty() ? 0 : 1;
  }

  private FeatureTable read(FeatureSource source, List<LabelledPicture> places, PrintWriter err) {
    ProgressLine line = new ProgressLine(err);
    FeatureTable table =
        (noCache ? source.withCache(CachedFolder.none()) : source)
            .of(
                places.stream().map(place -> place.example().file()).toList(),
                (done, all) ->
                    line.show("%d of %d pictures".formatted(done, all), (double) done / all),
                () -> false)
            .orElseThrow();
    line.clear();
    table.refusals().forEach(refusal -> err.println("googlenet: " + OptionHints.added(refusal)));
    return table;
  }

  private void tell(FeatureTable table, Path list) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          Json.line(
              writer -> {
                writer.writeNumberField("images", table.rows().size());
                writer.writeNumberField("features", PooledFeatures.WIDTH);
                writer.writeStringField("output", output.toString());
                writer.writeStringField("list", list.toString());
                writer.writeArrayFieldStart("refused");
                for (String refusal : table.refusals()) {
                  writer.writeString(OptionHints.added(refusal));
                }
                writer.writeEndArray();
              }));
    } else {
      out.printf(
          Locale.ROOT,
          "%s: %,d x %d features; %s: their files and labels%n",
          output,
          table.rows().size(),
          PooledFeatures.WIDTH,
          list);
    }
  }

  /** A heading, then a line for each picture; each number as short as float32 allows. */
  private static void csv(WritableByteChannel channel, List<float[]> rows) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < PooledFeatures.WIDTH; i++) {
      line.append(i == 0 ? "" : ",").append('f').append(i);
    }
    write(channel, line);
    for (float[] row : rows) {
      line.setLength(0);
      for (int i = 0; i < row.length; i++) {
        line.append(i == 0 ? "" : ",").append(row[i]);
      }
      write(channel, line);
    }
  }

  private static void write(WritableByteChannel channel, StringBuilder line) throws IOException {
    ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line.append('\n').toString());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
