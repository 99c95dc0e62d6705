package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.benchmarks.Race.Entry;
import io.github.googlenet4j.benchmarks.Race.Result;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Pictures a second from JPEG files to labels, ours beside DJL's with its own GoogLeNet; ours also
 * as a share of what the engine alone does with batches in memory.
 *
 * <p>Arguments: a model file, a folder, the same model in int8 or -, rounds, a JSON file to write.
 */
public final class FolderRace {
  private static final int BATCH = EngineOptions.DEFAULT.largestBatch();

  private record Row(
      String what,
      int pictures,
      double imagesPerSecond,
      double worst,
      double best,
      double shareOfEngine,
      String absence) {}

  private FolderRace() {}

  /** Prints a table in Markdown. */
  public static void main(String[] arguments) throws IOException {
    Path json = Path.of(arguments[4]);
    AtomicFile.checkTarget(json, true);
    String folder = arguments[1];
    int files = FilesToLabels.pictures(Path.of(folder)).size();
    List<Entry> entries = new ArrayList<>();
    entries.addAll(ours("fp32", arguments[0], folder));
    entries.addAll(ours("bf16", arguments[0], folder));
    if (!arguments[2].equals("-")) {
      entries.addAll(ours("int8", arguments[2], folder));
    }
    entries.add(new Entry("JPEG to label, DJL, its own GoogLeNet", "djl-files", folder));
    List<Row> rows = rows(Race.run(entries, Integer.parseInt(arguments[3])), files);
    ResultFile.write(json, rows);
    print(rows);
  }

  /** The engine alone, then files. */
  private static List<Entry> ours(String precision, String model, String folder) {
    String batch = Integer.toString(BATCH);
    return List.of(
        new Entry("engine alone, " + precision, "answer", "onednn", precision, batch, model),
        new Entry("JPEG to label, " + precision, "files", "onednn", precision, model, folder));
  }

  private static List<Row> rows(List<Result> results, int files) {
    List<Row> rows = new ArrayList<>();
    Result engine = results.get(0);
    for (Result result : results) {
      String contestant = result.entry().arguments().get(0);
      int pictures = contestant.equals("answer") ? BATCH : files;
      double rate = pictures / result.median();
      if (contestant.equals("answer")) {
        engine = result;
      }
      rows.add(
          new Row(
              result.entry().title(),
              pictures,
              rate,
              pictures / result.worst(),
              pictures / result.best(),
              contestant.equals("files")
                  ? (double) files / BATCH / result.times(engine)
                  : Double.NaN,
              result.absence()));
    }
    return rows;
  }

  private static void print(List<Row> rows) {
    System.out.println("| | pictures | images/s | worst to best | share of the engine's rate |");
    System.out.println("|---|---|---|---|---|");
    for (Row row : rows) {
      if (row.absence().isEmpty()) {
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %.1f | %.1f to %.1f | %s |%n",
            row.what(),
            row.pictures(),
            row.imagesPerSecond(),
            row.worst(),
            row.best(),
            Double.isNaN(row.shareOfEngine())
                ? ""
                : String.format(Locale.ROOT, "%.2f", row.shareOfEngine()));
      } else {
        System.out.printf("| %s | %s | | | |%n", row.what(), row.absence());
      }
    }
  }
}
