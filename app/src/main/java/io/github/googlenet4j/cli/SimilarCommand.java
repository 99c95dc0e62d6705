package io.github.googlenet4j.cli;

import io.github.googlenet4j.cache.CachedFolder;
import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.features.FeatureSource;
import io.github.googlenet4j.features.FeatureTable;
import io.github.googlenet4j.features.Similarities;
import io.github.googlenet4j.file.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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

/** {@code googlenet similar}: the pictures of a folder that resemble others most. */
@Command(
    name = "similar",
    description = "Finds the pictures of a folder that are most similar to others.",
    footer = {
      "",
      "Similarity is the cosine of the angle between a model's features of two pictures,",
      "1 for the same. The features of the folder are kept in the cache folder of this",
      "user, so that the next search takes a second. A picture is not similar to itself.",
      "",
      "Example:",
      "  googlenet similar --model bvlc.safetensors --index photographs/ new.jpg"
    })
final class SimilarCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "PICTURE", description = "What to find others for.")
  private List<Path> pictures = List.of();

  @Option(names = "--model", required = true, paramLabel = "MODEL", description = "Model file.")
  private Path model = Path.of("");

  @Option(
      names = "--index",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder of the pictures to search, with those of its folders.")
  private Path index = Path.of("");

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "How many pictures to list (default: ${DEFAULT-VALUE}).")
  private int top = 10;

  @Option(names = "--no-cache", description = "Neither keep features nor take kept ones.")
  private boolean noCache;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Mixin private FeatureFlags flags = new FeatureFlags();

  @Mixin private PictureLimitFlags limits = new PictureLimitFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A picture of the folder. */
  private record Found(Path file, float similarity) {}

  @Override
  public Integer call() throws IOException {
    if (top < 1) {
      throw new ParameterException(
          spec.commandLine(), "--top: expected at least 1, found %d.".formatted(top));
    }
    FeatureSource source =
        FeatureSource.of(ModelFile.read(model), limits.limits(), Engine.best(), flags.options());
    FeatureSource uncached = source.withCache(CachedFolder.none());
    PictureFolder.Contents contents = PictureFolder.contents(index);
    List<Path> files = contents.pictures();
    PrintWriter err = spec.commandLine().getErr();
    contents.notes().forEach(note -> err.println("googlenet: " + OptionHints.added(note)));
    FeatureTable asked = read(uncached, pictures);
    FeatureTable table = read(noCache ? uncached : source, files);
    Similarities similarities = new Similarities(table.rows());
    for (int i = 0; i < asked.rows().size(); i++) {
      Path picture = pictures.get(asked.indices().get(i));
      float[] cosines = similarities.of(asked.rows().get(i));
      List<Found> all = new ArrayList<>();
      for (int n = 0; n < cosines.length; n++) {
        all.add(new Found(files.get(table.indices().get(n)), cosines[n]));
      }
      all.sort(Comparator.comparingDouble(found -> -found.similarity()));
      List<Found> nearest = new ArrayList<>();
      for (int n = 0; n < all.size() && nearest.size() < top; n++) {
        if (!Files.isSameFile(all.get(n).file(), picture)) {
          nearest.add(all.get(n));
        }
      }
      print(picture, nearest);
    }
    return asked.refusals().isEmpty() && table.refusals().isEmpty() ? 0 : 1;
  }

  private FeatureTable read(FeatureSource source, List<Path> files) {
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine line = new ProgressLine(err);
    FeatureTable table =
        source
            .of(
                files,
                (done, all) ->
                    line.show("%d of %d pictures".formatted(done, all), (double) done / all),
                () -> false)
            .orElseThrow();
    line.clear();
    table.refusals().forEach(refusal -> err.println("googlenet: " + OptionHints.added(refusal)));
    return table;
  }

  private void print(Path picture, List<Found> nearest) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          Json.line(
              writer -> {
                writer.writeStringField("file", picture.toString());
                writer.writeArrayFieldStart("similar");
                for (Found found : nearest) {
                  writer.writeStartObject();
                  writer.writeStringField("file", found.file().toString());
                  writer.writeNumberField("similarity", found.similarity());
                  writer.writeEndObject();
                }
                writer.writeEndArray();
              }));
      return;
    }
    out.println(picture.toString());
    for (Found found : nearest) {
      out.printf(Locale.ROOT, "  %.3f  %s%n", found.similarity(), found.file());
    }
  }
}
