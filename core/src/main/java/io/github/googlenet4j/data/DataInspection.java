package io.github.googlenet4j.data;

import io.github.googlenet4j.data.DataReport.LabelledPicture;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads every picture of a dataset once, on several cores. {@link DataReport#of} uses this class,
 * which makes the report.
 */
record DataInspection(Dataset dataset, List<PictureInspection> inspections) {
  private static final PictureReader READER = new PictureReader(PictureLimits.DEFAULT);

  /**
   * The result for one picture.
   *
   * @param digest of the file's bytes
   * @param refusal why it cannot be read; empty if it can. Where it is set, size and digest are
   *     unknown
   */
  record PictureInspection(
      LabelledPicture place, int width, int height, String digest, String refusal) {}

  static DataInspection of(Dataset dataset, int threads, DataReport.Progress progress) {
    List<LabelledPicture> places = new ArrayList<>();
    dataset
        .parts()
        .forEach(
            (part, examples) ->
                examples.forEach(example -> places.add(new LabelledPicture(part, example))));
    int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    ExecutorService pool = Executors.newFixedThreadPool(cores);
    try {
      List<Future<PictureInspection>> futures = new ArrayList<>();
      places.forEach(place -> futures.add(pool.submit(() -> inspect(place))));
      List<PictureInspection> inspections = new ArrayList<>();
      for (Future<PictureInspection> future : futures) {
        inspections.add(future.get());
        progress.read(inspections.size(), places.size());
      }
      return new DataInspection(dataset, inspections);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while pictures were read");
    } catch (ExecutionException e) {
      throw new IllegalStateException("data: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static PictureInspection inspect(LabelledPicture place) {
    Path file = place.example().file();
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > PictureLimits.DEFAULT.bytes()) {
        READER.read(file); // which says what is wrong
      }
      byte[] bytes = Files.readAllBytes(file);
      Picture picture = READER.read(bytes, file.toString());
      return new PictureInspection(place, picture.width(), picture.height(), digest(bytes), "");
    } catch (PictureException e) {
      return new PictureInspection(place, 0, 0, "", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      String reason =
          "%s: expected a readable file, found an error (%s). Check its permissions."
              .formatted(file, e.getClass().getSimpleName());
      return new PictureInspection(place, 0, 0, "", PrintableText.of(reason));
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  DataReport report(int tinySide, List<Path> noPictures) {
    List<Integer> widths = new ArrayList<>();
    List<Integer> heights = new ArrayList<>();
    List<DataReport.Unreadable> unreadable = new ArrayList<>();
    List<DataReport.Tiny> tiny = new ArrayList<>();
    Map<String, List<LabelledPicture>> same = new LinkedHashMap<>();
    for (PictureInspection inspection : inspections) {
      if (!inspection.refusal().isEmpty()) {
        unreadable.add(new DataReport.Unreadable(inspection.place(), inspection.refusal()));
        continue;
      }
      widths.add(inspection.width());
      heights.add(inspection.height());
      same.computeIfAbsent(inspection.digest(), digest -> new ArrayList<>())
          .add(inspection.place());
      if (Math.min(inspection.width(), inspection.height()) < tinySide) {
        tiny.add(new DataReport.Tiny(inspection.place(), inspection.width(), inspection.height()));
      }
    }
    return new DataReport(
        dataset,
        DataReport.SizeRange.of(widths),
        DataReport.SizeRange.of(heights),
        unreadable,
        same.values().stream()
            .filter(places -> places.size() > 1)
            .map(DataReport.Duplicates::new)
            .toList(),
        tiny,
        tinySide,
        noPictures);
  }
}
