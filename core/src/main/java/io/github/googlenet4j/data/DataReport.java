package io.github.googlenet4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Facts and problems of labelled pictures, to be known before training with them. Immutable.
 *
 * @param dataset the pictures as training would see them, with its notes
 * @param width of the pictures that can be read, in pixels
 * @param height likewise
 * @param unreadable pictures that training would leave out, and why
 * @param damaged pictures that are read although a part is missing, such as the last rows
 * @param duplicates pictures whose files have the same bytes
 * @param tiny pictures whose short side is below {@code tinySide}
 * @param tinySide in pixels
 * @param noPictures files in the sources that are no pictures by their ending or first bytes
 */
public record DataReport(
    Dataset dataset,
    SizeRange width,
    SizeRange height,
    List<Unreadable> unreadable,
    List<Damaged> damaged,
    List<Duplicates> duplicates,
    List<Tiny> tiny,
    int tinySide,
    List<Path> noPictures) {

  /** Above this ratio, rare classes are learned badly unless they are weighted or repeated. */
  private static final double IMBALANCED = 5;

  /** Smallest, middle and largest of many numbers; all 0 if there are none. */
  public record SizeRange(int smallest, int median, int largest) {
    static SizeRange of(List<Integer> values) {
      List<Integer> sorted = values.stream().sorted().toList();
      int last = sorted.size() - 1;
      return last < 0
          ? new SizeRange(0, 0, 0)
          : new SizeRange(sorted.get(0), sorted.get(last / 2), sorted.get(last));
    }
  }

  /** A picture and its part. */
  public record LabelledPicture(Part part, Example example) {}

  /** A picture that cannot be read, and why, in one line. */
  public record Unreadable(LabelledPicture place, String reason) {}

  /** A picture of which a part is missing; the reason has the file and says which. */
  public record Damaged(LabelledPicture place, String reason) {}

  /** A small picture, in pixels. */
  public record Tiny(LabelledPicture place, int width, int height) {}

  /** Two or more pictures whose files have the same bytes. */
  public record Duplicates(List<LabelledPicture> places) {
    public Duplicates {
      places = List.copyOf(places);
    }

    /** Whether they are in more than one part, so that a tested picture was trained on. */
    public boolean leak() {
      return places.stream().map(LabelledPicture::part).distinct().count() > 1;
    }

    /** Whether they have more than one label, of which at most one is right. */
    public boolean contradiction() {
      return places.stream().map(place -> place.example().label()).distinct().count() > 1;
    }
  }

  /**
   * A problem, or a possible one.
   *
   * @param sentence the problem, and what to do about it
   * @param items the pictures or classes concerned
   */
  public record Finding(String sentence, List<String> items) {
    public Finding {
      items = List.copyOf(items);
    }
  }

  /** Is told after each picture, on the caller's thread. */
  public interface Progress {
    /** {@code done} of {@code all} pictures have been read. */
    void read(int done, int all);
  }

  public DataReport {
    unreadable = List.copyOf(unreadable);
    damaged = List.copyOf(damaged);
    duplicates = List.copyOf(duplicates);
    tiny = List.copyOf(tiny);
    noPictures = List.copyOf(noPictures);
  }

  /** The same, with the layout of the sources found out. */
  public static DataReport of(
      List<Path> sources, Split split, int tinySide, int threads, Progress progress)
      throws IOException {
    return of(sources, SourceOptions.DEFAULT, split, tinySide, threads, progress);
  }

  /**
   * Reads every picture, on {@code threads} cores (0 for all).
   *
   * @param tinySide pictures with a shorter side are reported, in pixels
   * @throws DatasetException where there is nothing to train with
   */
  public static DataReport of(
      List<Path> sources,
      SourceOptions options,
      Split split,
      int tinySide,
      int threads,
      Progress progress)
      throws IOException {
    DatasetBuilder.Gathered gathered =
        DatasetBuilder.forTraining(sources, options, split, ScanStop.NEVER);
    return DataInspection.of(gathered.dataset(), options.limits(), threads, progress)
        .report(tinySide, gathered.noPictures());
  }

  /**
   * The same report with other labels, told apart where they repeat, and one more note.
   *
   * @param labels for some of the classes, by their names
   */
  public DataReport withLabels(Map<String, String> labels, String note) {
    Dataset named = dataset.withLabels(labels);
    List<String> notes = new ArrayList<>(named.notes());
    notes.add(note);
    return new DataReport(
        new Dataset(ClassNames.distinct(named.classes()), named.parts(), notes),
        width,
        height,
        unreadable,
        damaged,
        duplicates,
        tiny,
        tinySide,
        noPictures);
  }

  /** How many pictures of each class a part has, in the order of the classes. */
  public List<Integer> counts(Part part) {
    int[] counts = new int[dataset.classes().size()];
    dataset.part(part).forEach(example -> counts[example.label()]++);
    List<Integer> list = new ArrayList<>();
    for (int count : counts) {
      list.add(count);
    }
    return list;
  }

  /** How many times more training pictures the largest class has than the smallest. */
  public double imbalance() {
    List<Integer> counts = counts(Part.TRAIN);
    return (double) most(counts) / counts.stream().mapToInt(i -> i).min().orElse(1);
  }

  private static int most(List<Integer> counts) {
    return counts.stream().mapToInt(i -> i).max().orElse(0);
  }

  /** Problems that would stop training, and classes that it could not learn. */
  public List<Finding> errors() {
    Map<Part, int[]> readable = new EnumMap<>(Part.class);
    for (Part part : dataset.parts().keySet()) {
      readable.put(part, counts(part).stream().mapToInt(i -> i).toArray());
    }
    for (Unreadable file : unreadable) {
      int[] counts = readable.get(file.place().part());
      if (counts != null) {
        counts[file.place().example().label()]--;
      }
    }
    List<Finding> errors = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    readable.forEach(
        (part, counts) -> {
          if (IntStream.of(counts).sum() == 0) {
            parts.add(part.toString());
          }
        });
    int[] trained = readable.getOrDefault(Part.TRAIN, new int[0]);
    for (int i = 0; i < trained.length; i++) {
      if (trained[i] == 0) {
        classes.add(dataset.classes().get(i));
      }
    }
    if (!parts.isEmpty()) {
      errors.add(
          new Finding(
              Listing.count(parts.size(), "part has", "parts have")
                  + " no picture that can be read. Replace the files or remove the part.",
              parts));
    }
    if (!classes.isEmpty()) {
      errors.add(
          new Finding(
              Listing.count(classes.size(), "class has", "classes have")
                  + " no training picture that can be read. Replace the files or remove the"
                  + " class.",
              classes));
    }
    return errors;
  }

  /** Possible problems. */
  public List<Finding> warnings() {
    List<Finding> warnings = new ArrayList<>();
    add(
        warnings,
        "cannot be read and will be left out.",
        unreadable.stream().map(Unreadable::reason).toList());
    add(
        warnings,
        "with a part missing, used as far as there is. Copy the files again.",
        damaged.stream().map(Damaged::reason).toList());
    add(
        warnings,
        "in more than one part (leaks): figures would be too good. Keep one of each.",
        duplicates.stream().filter(Duplicates::leak).map(this::line).toList());
    add(
        warnings,
        "with more than one label. Keep the right one.",
        duplicates.stream().filter(Duplicates::contradiction).map(this::line).toList());
    add(
        warnings,
        "more than once in a part.",
        duplicates.stream()
            .filter(same -> !same.leak() && !same.contradiction())
            .map(this::line)
            .toList());
    add(
        warnings,
        "with a side below %d pixels.".formatted(tinySide),
        tiny.stream()
            .map(
                small -> "%s (%dx%d)".formatted(file(small.place()), small.width(), small.height()))
            .toList());
    if (imbalance() >= IMBALANCED) {
      warnings.add(
          new Finding(
              "classes of very different size. Weight them, or sample them evenly.", extremes()));
    }
    return warnings;
  }

  private static void add(List<Finding> findings, String what, List<String> items) {
    if (!items.isEmpty()) {
      findings.add(
          new Finding(
              "%s %s".formatted(Listing.count(items.size(), "picture", "pictures"), what), items));
    }
  }

  private String line(Duplicates same) {
    return String.join(
        " = ",
        same.places().stream()
            .map(
                place ->
                    "%s (%s, %s)"
                        .formatted(
                            file(place),
                            place.part(),
                            dataset.classes().get(place.example().label())))
            .toList());
  }

  private static Path file(LabelledPicture place) {
    return place.example().file();
  }

  private List<String> extremes() {
    List<Integer> counts = counts(Part.TRAIN);
    Map<String, Integer> named = new LinkedHashMap<>();
    for (int i = 0; i < counts.size(); i++) {
      named.put(dataset.classes().get(i), counts.get(i));
    }
    Comparator<Map.Entry<String, Integer>> bySize = Map.Entry.comparingByValue();
    return List.of(
        line(named.entrySet().stream().max(bySize).orElseThrow()),
        line(named.entrySet().stream().min(bySize).orElseThrow()));
  }

  private static String line(Map.Entry<String, Integer> counted) {
    return "%s: %s in training"
        .formatted(counted.getKey(), Listing.count(counted.getValue(), "picture", "pictures"));
  }
}
