package io.github.googlenet4j.data;

import io.github.googlenet4j.data.DataReport.LabelledPicture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureInspection;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
record DataInspection(Dataset dataset, List<PictureFacts> inspections) {
  /**
   * The result for one picture.
   *
   * @param digest of the file's bytes
   * @param refusal why it cannot be read; empty if it can. Where it is set, size and digest are
   *     unknown
   * @param damage which part of the picture is missing; empty if none is
   */
  record PictureFacts(
      LabelledPicture place, int width, int height, String digest, String refusal, String damage) {}

  static DataInspection of(
      Dataset dataset, PictureLimits limits, int threads, DataReport.Progress progress) {
    PictureReader reader = new PictureReader(limits);
    List<LabelledPicture> places = new ArrayList<>();
    dataset
        .parts()
        .forEach(
            (part, examples) ->
                examples.forEach(example -> places.add(new LabelledPicture(part, example))));
    int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    ExecutorService pool = Executors.newFixedThreadPool(cores);
    try {
      List<Future<PictureFacts>> futures = new ArrayList<>();
      places.forEach(place -> futures.add(pool.submit(() -> inspect(place, reader))));
      List<PictureFacts> inspections = new ArrayList<>();
      for (Future<PictureFacts> future : futures) {
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

  private static PictureFacts inspect(LabelledPicture place, PictureReader reader) {
    Path file = place.example().file();
    try {
      return reader.use(file, found -> facts(place, found));
    } catch (PictureException e) {
      return new PictureFacts(place, 0, 0, "", String.valueOf(e.getMessage()), "");
    } catch (UncheckedIOException e) {
      String reason =
          "%s: expected a readable file, found an error (%s). Check its permissions."
              .formatted(file, String.valueOf(e.getCause()));
      return new PictureFacts(place, 0, 0, "", PrintableText.of(reason), "");
    }
  }

  private static PictureFacts facts(LabelledPicture place, PictureInspection found) {
    String damage =
        found.damaged()
            ? "%s (%s)".formatted(place.example().file(), String.join(", ", found.notes()))
            : "";
    return new PictureFacts(
        place,
        found.picture().width(),
        found.picture().height(),
        digest(place.example().file()),
        "",
        damage);
  }

  /** Read again, so that a large file and its picture are not in memory at the same time. */
  private static String digest(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] some = new byte[1 << 16];
      for (int length = in.read(some); length >= 0; length = in.read(some)) {
        digest.update(some, 0, length);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  DataReport report(int tinySide, List<Path> noPictures) {
    List<Integer> widths = new ArrayList<>();
    List<Integer> heights = new ArrayList<>();
    List<DataReport.Unreadable> unreadable = new ArrayList<>();
    List<DataReport.Damaged> damaged = new ArrayList<>();
    List<DataReport.Tiny> tiny = new ArrayList<>();
    Map<String, List<LabelledPicture>> same = new LinkedHashMap<>();
    for (PictureFacts inspection : inspections) {
      if (!inspection.refusal().isEmpty()) {
        unreadable.add(new DataReport.Unreadable(inspection.place(), inspection.refusal()));
        continue;
      }
      if (!inspection.damage().isEmpty()) {
        damaged.add(new DataReport.Damaged(inspection.place(), inspection.damage()));
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
        damaged,
        same.values().stream()
            .filter(places -> places.size() > 1)
            .map(DataReport.Duplicates::new)
            .toList(),
        tiny,
        tinySide,
        noPictures);
  }
}
