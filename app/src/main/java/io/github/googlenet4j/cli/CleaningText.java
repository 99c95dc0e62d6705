package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.clean.CleaningReport;
import io.github.googlenet4j.clean.CleaningReport.ConfusedClasses;
import io.github.googlenet4j.clean.CleaningReport.Outlier;
import io.github.googlenet4j.clean.CleaningReport.Suspicious;
import io.github.googlenet4j.clean.NearDuplicates;
import io.github.googlenet4j.data.DataReport.LabelledPicture;
import io.github.googlenet4j.text.CsvCell;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A {@link CleaningReport} for people and for programs. */
final class CleaningText {
  private static final int SHOWN = 20;

  private CleaningText() {}

  /** The first of each kind, in lines. */
  static void print(PrintWriter out, CleaningReport report) {
    List<String> classes = report.classes();
    long issues = report.suspicious().stream().filter(Suspicious::issue).count();
    out.printf(
        Locale.ROOT,
        "%,d pictures; about %,d labels are wrong by confident learning; %,d are suspicious, of which it counts %,d%n",
        report.images(),
        report.wrongLabels(),
        report.suspicious().size(),
        issues);
    section(
        out,
        "suspicious (label -> suggested, its probability):",
        report.suspicious(),
        one ->
            String.format(
                Locale.ROOT,
                "%s  %s -> %s, %.1f %%",
                file(one.place()),
                classes.get(one.place().example().label()),
                classes.get(one.suggested()),
                100 * one.probability()));
    section(out, "near duplicates:", report.nearDuplicates(), group -> line(group, classes));
    section(
        out,
        "unlike all others of their class:",
        report.outliers(),
        one ->
            String.format(
                Locale.ROOT,
                "%s, similarity %.2f, usual %.2f",
                described(one.place(), classes),
                one.similarity(),
                one.typical()));
    section(
        out,
        "classes that are hard to tell apart:",
        report.confused(),
        pair ->
            String.format(
                Locale.ROOT,
                "%s and %s, %.1f %% taken for the other%s",
                classes.get(pair.first()),
                classes.get(pair.second()),
                100 * pair.error(),
                pair.same() ? ": they cannot be told apart" : ""));
  }

  /** A group of pictures in one line. */
  static String line(NearDuplicates group, List<String> classes) {
    return group.places().stream()
            .map(place -> described(place, classes))
            .collect(Collectors.joining(" = "))
        + (group.contradiction() ? ": different labels" : "")
        + (group.leak() ? ": in more than one part" : "");
  }

  private interface Line<T> {
    String of(T item);
  }

  private static <T> void section(PrintWriter out, String title, List<T> items, Line<T> line) {
    if (items.isEmpty()) {
      return;
    }
    out.println();
    out.println(title);
    items.stream().limit(SHOWN).forEach(item -> out.println("  " + line.of(item)));
    if (items.size() > SHOWN) {
      out.printf(Locale.ROOT, "  and %,d more (--json lists all)%n", items.size() - SHOWN);
    }
  }

  private static String described(LabelledPicture place, List<String> classes) {
    return "%s (%s, %s)".formatted(file(place), place.part(), classes.get(place.example().label()));
  }

  private static String file(LabelledPicture place) {
    return place.example().file().toString();
  }

  /** The suspicious pictures as a table; a person keeps the right rows and renames the column. */
  static String csv(CleaningReport report, boolean guarded) {
    StringBuilder rows = new StringBuilder("file,part,label,suggested,probability,score,issue\n");
    for (Suspicious one : report.suspicious()) {
      rows.append(CsvCell.of(file(one.place()), guarded))
          .append(',')
          .append(one.place().part())
          .append(',')
          .append(CsvCell.of(report.classes().get(one.place().example().label()), guarded))
          .append(',')
          .append(CsvCell.of(report.classes().get(one.suggested()), guarded))
          .append(String.format(Locale.ROOT, ",%.6f,%.6f,", one.probability(), one.score()))
          .append(one.issue())
          .append('\n');
    }
    return rows.toString();
  }

  /** The whole report as JSON. */
  static void write(JsonGenerator json, CleaningReport report) throws IOException {
    List<String> classes = report.classes();
    json.writeNumberField("images", report.images());
    json.writeNumberField("wrong_labels", report.wrongLabels());
    json.writeArrayFieldStart("suspicious");
    for (Suspicious one : report.suspicious()) {
      json.writeStartObject();
      place(json, one.place(), classes);
      json.writeStringField("suggested", classes.get(one.suggested()));
      json.writeNumberField("probability", one.probability());
      json.writeNumberField("score", one.score());
      json.writeBooleanField("issue", one.issue());
      json.writeEndObject();
    }
    json.writeEndArray();
    nearDuplicates(json, report.nearDuplicates(), classes);
    json.writeArrayFieldStart("outliers");
    for (Outlier one : report.outliers()) {
      json.writeStartObject();
      place(json, one.place(), classes);
      json.writeNumberField("similarity", one.similarity());
      json.writeNumberField("typical", one.typical());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("confused");
    for (ConfusedClasses pair : report.confused()) {
      json.writeStartObject();
      json.writeArrayFieldStart("classes");
      json.writeString(classes.get(pair.first()));
      json.writeString(classes.get(pair.second()));
      json.writeEndArray();
      json.writeNumberField("pictures", pair.pictures());
      json.writeNumberField("error", pair.error());
      json.writeEndObject();
    }
    json.writeEndArray();
    strings(json, "notes", report.notes());
    strings(json, "refused", report.refusals());
  }

  /** The field {@code near_duplicates}: groups of pictures. */
  static void nearDuplicates(JsonGenerator json, List<NearDuplicates> groups, List<String> classes)
      throws IOException {
    json.writeArrayFieldStart("near_duplicates");
    for (NearDuplicates group : groups) {
      write(json, group, classes);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, NearDuplicates group, List<String> classes)
      throws IOException {
    json.writeStartObject();
    json.writeBooleanField("leak", group.leak());
    json.writeBooleanField("contradiction", group.contradiction());
    json.writeBooleanField("identical", group.identical());
    json.writeNumberField("similarity", group.similarity());
    json.writeArrayFieldStart("files");
    for (LabelledPicture place : group.places()) {
      json.writeStartObject();
      place(json, place, classes);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void place(JsonGenerator json, LabelledPicture place, List<String> classes)
      throws IOException {
    json.writeStringField("file", file(place));
    json.writeStringField("part", place.part().toString());
    json.writeStringField("label", classes.get(place.example().label()));
  }

  private static void strings(JsonGenerator json, String name, List<String> items)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String item : items) {
      json.writeString(OptionHints.added(item));
    }
    json.writeEndArray();
  }
}
