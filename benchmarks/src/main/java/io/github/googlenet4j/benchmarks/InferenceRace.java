package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.benchmarks.Race.Entry;
import io.github.googlenet4j.benchmarks.Race.Result;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.onnx.OnnxFile;
import io.github.googlenet4j.onnx.OnnxInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Answers at 224 pixels, batches of 1 and 16: ours beside ONNX Runtime, LibTorch and OpenCV with
 * the same weights, and beside DJL with its own GoogLeNet.
 *
 * <p>Arguments: rounds, a JSON file to write, a model file, and perhaps the same in int8.
 */
public final class InferenceRace {
  private static final int[] BATCHES = {1, 16};
  private static final int SIDE = 224;

  private record Row(
      String what,
      int batch,
      double medianMs,
      double bestMs,
      double worstMs,
      double imagesPerSecond,
      double timesOurs,
      String absence) {}

  private InferenceRace() {}

  /** Prints a table in Markdown. */
  public static void main(String[] arguments) throws IOException {
    Path json = Path.of(arguments[1]);
    AtomicFile.checkTarget(json, true);
    int rounds = Integer.parseInt(arguments[0]);
    Path onnx = Files.createTempFile("googlenet", ".onnx");
    List<Row> rows = new ArrayList<>();
    try {
      Model model = ModelFile.read(Path.of(arguments[2]));
      if (model.side() != SIDE || model.quantization().isPresent()) {
        throw new IllegalArgumentException(
            "MODEL: expected one in float32 for %d pixels, found %s at %d."
                .formatted(
                    SIDE, model.quantization().isPresent() ? "int8" : "float32", model.side()));
      }
      OnnxFile.write(model, OnnxInput.NETWORK, onnx, true);
      for (int batch : BATCHES) {
        List<String> models = Arrays.asList(arguments).subList(2, arguments.length);
        rows.addAll(rows(Race.run(entries(batch, models, onnx), rounds), batch));
        ResultFile.write(json, rows); // what there is, should the rest fail
      }
    } finally {
      Files.delete(onnx);
    }
    print(rows);
  }

  private static List<Entry> entries(int batch, List<String> models, Path onnx) {
    String size = Integer.toString(batch);
    String model = models.get(0);
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry("onednn, fp32", "answer", "onednn", "fp32", size, model));
    entries.add(new Entry("onednn, bf16", "answer", "onednn", "bf16", size, model));
    if (models.size() > 1) {
      String model8 = models.get(1);
      entries.add(new Entry("onednn, int8", "answer", "onednn", "int8", size, model8));
      entries.add(
          new Entry("ONNX Runtime, int8 (QDQ)", "answer", "onnxruntime", "int8", size, model8));
    }
    entries.add(new Entry("ONNX Runtime, fp32", "answer", "onnxruntime", "fp32", size, model));
    entries.add(
        new Entry("LibTorch through JavaCPP, fp32", "answer", "torch", "fp32", size, model));
    entries.add(new Entry("OpenCV DNN, fp32", "opencv-answer", size, onnx.toString()));
    entries.add(new Entry("DJL, PyTorch, its own GoogLeNet, fp32", "djl-answer", size));
    return entries;
  }

  private static List<Row> rows(List<Result> results, int batch) {
    Result ours = results.get(0);
    return results.stream()
        .map(
            result ->
                new Row(
                    result.entry().title(),
                    batch,
                    1000 * result.median(),
                    1000 * result.best(),
                    1000 * result.worst(),
                    batch / result.median(),
                    result.times(ours),
                    result.absence()))
        .toList();
  }

  private static void print(List<Row> rows) {
    System.out.println(
        "| | batch | median ms | best to worst | images/s | time, ours in fp32 = 1 |");
    System.out.println("|---|---|---|---|---|---|");
    for (Row row : rows) {
      if (row.absence().isEmpty()) {
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %.1f | %.1f to %.1f | %.1f | %.2f |%n",
            row.what(),
            row.batch(),
            row.medianMs(),
            row.bestMs(),
            row.worstMs(),
            row.imagesPerSecond(),
            row.timesOurs());
      } else {
        System.out.printf("| %s | %d | %s | | | |%n", row.what(), row.batch(), row.absence());
      }
    }
  }
}
