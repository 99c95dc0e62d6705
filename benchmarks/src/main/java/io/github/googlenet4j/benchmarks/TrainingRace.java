package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.benchmarks.Race.Entry;
import io.github.googlenet4j.benchmarks.Race.Result;
import io.github.googlenet4j.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Our training step at 224 pixels beside DJL's with its own GoogLeNet, and beside the machine's
 * best matrix product; with a folder of pictures also what loading them costs.
 *
 * <p>Arguments: batch, rounds, a JSON file to write, and perhaps that folder.
 */
public final class TrainingRace {
  /** Multiplications and additions of a step for one picture of 224 pixels. */
  private static final double OPERATIONS = 9.5e9;

  private static final String DJL = "DJL, its own GoogLeNet";

  private static final String PRODUCT = "matrix product, ";

  private record Row(
      String what,
      double medianMs,
      double bestMs,
      double worstMs,
      double imagesPerSecond,
      double timesDjl,
      double gflopPerSecond,
      double shareOfBestProduct,
      String absence) {}

  private TrainingRace() {}

  /** Prints a table in Markdown. */
  public static void main(String[] arguments) throws IOException {
    Path json = Path.of(arguments[2]);
    AtomicFile.checkTarget(json, true);
    String batch = arguments[0];
    List<Entry> entries = new ArrayList<>();
    for (String precision : List.of("fp32", "bf16")) {
      String end = ", " + precision;
      entries.add(new Entry(PRODUCT + precision, "product", precision));
      entries.add(step("paper, main head" + end, "paper", "false", precision, batch));
      entries.add(step("paper, three heads" + end, "paper", "true", precision, batch));
      entries.add(step("batch norm, three heads" + end, "batch_norm", "true", precision, batch));
    }
    entries.add(new Entry(DJL, "djl-step", batch));
    if (arguments.length > 3) {
      List<String> same = List.of("paper", "true", "fp32", "224", batch, arguments[3]);
      List<String> words = new ArrayList<>(List.of("loaded-step"));
      words.addAll(same);
      entries.add(new Entry("paper, three heads, fp32, pictures from files", words));
    }
    List<Result> results = Race.run(entries, Integer.parseInt(arguments[1]));
    List<Row> rows = rows(results, Integer.parseInt(batch));
    ResultFile.write(json, rows);
    print(rows);
  }

  private static Entry step(
      String title, String variant, String auxiliary, String precision, String batch) {
    return new Entry(title, "step", variant, auxiliary, precision, "224", batch);
  }

  private static List<Row> rows(List<Result> results, int batch) {
    Map<String, Double> best = new HashMap<>();
    results.forEach(result -> best.put(result.entry().title(), result.best()));
    Result djl =
        results.stream()
            .filter(result -> result.entry().title().equals(DJL))
            .findFirst()
            .orElseThrow();
    List<Row> rows = new ArrayList<>();
    for (Result result : results) {
      String title = result.entry().title();
      boolean product = title.startsWith(PRODUCT);
      double operations = product ? MatrixProduct.OPERATIONS : OPERATIONS * batch;
      double productSeconds =
          best.getOrDefault(PRODUCT + (title.endsWith("bf16") ? "bf16" : "fp32"), Double.NaN);
      rows.add(
          new Row(
              title,
              1000 * result.median(),
              1000 * result.best(),
              1000 * result.worst(),
              product ? Double.NaN : batch / result.median(),
              product ? Double.NaN : djl.times(result),
              operations / result.median() / 1e9,
              operations / result.median() * productSeconds / MatrixProduct.OPERATIONS,
              result.absence()));
    }
    return rows;
  }

  private static void print(List<Row> rows) {
    System.out.println(
        "| | median ms | best to worst | images/s | times DJL | GFLOP/s | share of best product |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (Row row : rows) {
      if (!row.absence().isEmpty()) {
        System.out.printf("| %s | %s | | | | | |%n", row.what(), row.absence());
        continue;
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f to %.0f | %.1f | %.2f | %.0f | %.2f |%n",
          row.what(),
          row.medianMs(),
          row.bestMs(),
          row.worstMs(),
          row.imagesPerSecond(),
          row.timesDjl(),
          row.gflopPerSecond(),
          row.shareOfBestProduct());
    }
  }
}
