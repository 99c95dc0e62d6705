package io.github.googlenet4j.data;

import io.github.googlenet4j.data.DataReport.Place;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
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

/** Reads every picture of a dataset once, on several cores. */
record Inspection(Dataset dataset, List<Look> looks) {
  private static final PictureReader READER = new PictureReader(PictureLimits.DEFAULT);

  /**
   * What was seen of one picture.
   *
   * @param digest of the file's bytes
   * @param refusal why it cannot be read; empty if it can, otherwise nothing else is known
   */
  record Look(Place place, int width, int height, String digest, String refusal) {}

  static Inspection of(Dataset dataset, int threads, DataReport.Progress progress) {
    List<Place> places = new ArrayList<>();
    dataset
        .parts()
        .forEach(
            (part, examples) -> examples.forEach(example -> places.add(new Place(part, example))));
    int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    ExecutorService pool = Executors.newFixedThreadPool(cores);
    try {
      List<Future<Look>> futures = new ArrayList<>();
      places.forEach(place -> futures.add(pool.submit(() -> look(place))));
      List<Look> looks = new ArrayList<>();
      for (Future<Look> future : futures) {
        looks.add(future.get());
        progress.read(looks.size(), places.size());
      }
      return new Inspection(dataset, looks);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while pictures were read");
    } catch (ExecutionException e) {
      throw new IllegalStateException("data: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Look look(Place place) {
    Path file = place.example().file();
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > PictureLimits.DEFAULT.bytes()) {
        READER.read(file); // which says what is wrong
      }
      byte[] bytes = Files.readAllBytes(file);
      Picture picture = READER.read(bytes, file.toString());
      return new Look(place, picture.width(), picture.height(), digest(bytes), "");
    } catch (PictureException e) {
      return new Look(place, 0, 0, "", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      String reason =
          "%s: expected a readable file, found an error (%s). Check its permissions."
              .formatted(file, e.getClass().getSimpleName());
      return new Look(place, 0, 0, "", reason.replaceAll("\\p{Cntrl}", "?"));
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
    Map<String, List<Place>> same = new LinkedHashMap<>();
    for (Look look : looks) {
      if (!look.refusal().isEmpty()) {
        unreadable.add(new DataReport.Unreadable(look.place(), look.refusal()));
        continue;
      }
      widths.add(look.width());
      heights.add(look.height());
      same.computeIfAbsent(look.digest(), digest -> new ArrayList<>()).add(look.place());
      if (Math.min(look.width(), look.height()) < tinySide) {
        tiny.add(new DataReport.Tiny(look.place(), look.width(), look.height()));
      }
    }
    return new DataReport(
        dataset,
        DataReport.Range.of(widths),
        DataReport.Range.of(heights),
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
