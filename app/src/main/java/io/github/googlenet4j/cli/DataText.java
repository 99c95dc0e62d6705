package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.clean.NearDuplicates;
import io.github.googlenet4j.data.DataReport;
import io.github.googlenet4j.data.DataReport.Finding;
import io.github.googlenet4j.data.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link DataReport} for people and for programs. */
final class DataText {
  private static final int SHOWN = 10;
  private static final int NARROWEST = 8;
  private static final int WIDEST = 40;

  private DataText() {}

  /** A table of counts, then the problems, with ten files of each kind. */
  static void print(PrintWriter out, DataReport report, List<NearDuplicates> alike) {
    List<Part> parts = List.copyOf(report.dataset().parts().keySet());
    List<String> classes = report.dataset().classes();
    int width = Math.min(WIDEST, classes.stream().mapToInt(String::length).max().orElse(0));
    width = Math.max(NARROWEST, width);
    List<String> titles = new ArrayList<>();
    parts.forEach(part -> titles.add(part.toString()));
    row(out, width, "class", titles);
    for (int i = 0; i < classes.size(); i++) {
      List<String> cells = new ArrayList<>();
      for (Part part : parts) {
        cells.add(number(report.counts(part).get(i)));
      }
      row(out, width, classes.get(i), cells);
    }
    List<String> sums = new ArrayList<>();
    parts.forEach(part -> sums.add(number(report.dataset().part(part).size())));
    row(out, width, "all " + classes.size(), sums);
    out.println();
    size(out, "width", report.width());
    size(out, "height", report.height());
    out.printf(
        Locale.ROOT,
        "%-10s largest class %.1f times the smallest (train)%n",
        "balance",
        report.imbalance());
    findings(out, "error", report.errors());
    findings(out, "warning", report.warnings());
    if (!alike.isEmpty()) {
      String sentence =
          "%s of pictures that are nearly the same. Keep one of each."
              .formatted(alike.size() == 1 ? "1 group" : alike.size() + " groups");
      List<String> lines = alike.stream().map(group -> CleaningText.line(group, classes)).toList();
      findings(out, "warning", List.of(new Finding(sentence, lines)));
    }
    for (String note : report.dataset().notes()) {
      out.printf("%nnote: %s%n", OptionHints.added(note));
    }
    if (report.errors().isEmpty() && report.warnings().isEmpty() && alike.isEmpty()) {
      out.printf("%nEvery picture can be read; no duplicates, leaks or tiny pictures.%n");
    }
  }

  private static void row(PrintWriter out, int width, String name, List<String> cells) {
    StringBuilder line = new StringBuilder(("%-" + width + "s").formatted(name));
    cells.forEach(cell -> line.append(" %11s".formatted(cell)));
    out.println(line);
  }

  private static String number(int value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static void size(PrintWriter out, String name, DataReport.SizeRange range) {
    out.printf(
        Locale.ROOT,
        "%-10s %,d to %,d pixels, median %,d%n",
        name,
        range.smallest(),
        range.largest(),
        range.median());
  }

  private static void findings(PrintWriter out, String level, List<Finding> findings) {
    for (Finding finding : findings) {
      out.printf("%n%s: %s%n", level, finding.sentence());
      finding.items().stream()
          .limit(SHOWN)
          .forEach(item -> out.println("  " + OptionHints.added(item)));
      if (finding.items().size() > SHOWN) {
        out.printf(
            Locale.ROOT, "  and %,d more (--json lists all)%n", finding.items().size() - SHOWN);
      }
    }
  }

  /** The whole report as JSON. */
  static void write(JsonGenerator json, DataReport report) throws IOException {
    json.writeArrayFieldStart("classes");
    for (String label : report.dataset().classes()) {
      json.writeString(label);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("counts");
    for (Part part : report.dataset().parts().keySet()) {
      json.writeObjectFieldStart(part.toString());
      for (int i = 0; i < report.dataset().classes().size(); i++) {
        json.writeNumberField(report.dataset().classes().get(i), report.counts(part).get(i));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    range(json, "width", report.width());
    range(json, "height", report.height());
    json.writeNumberField("imbalance", report.imbalance());
    json.writeArrayFieldStart("unreadable");
    for (DataReport.Unreadable file : report.unreadable()) {
      json.writeStartObject();
      place(json, report, file.place());
      json.writeStringField("reason", file.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("damaged");
    for (DataReport.Damaged file : report.damaged()) {
      json.writeStartObject();
      place(json, report, file.place());
      json.writeStringField("reason", file.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("duplicates");
    for (DataReport.Duplicates same : report.duplicates()) {
      json.writeStartObject();
      json.writeBooleanField("leak", same.leak());
      json.writeBooleanField("contradiction", same.contradiction());
      json.writeArrayFieldStart("files");
      for (DataReport.LabelledPicture place : same.places()) {
        json.writeStartObject();
        place(json, report, place);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("tiny");
    for (DataReport.Tiny small : report.tiny()) {
      json.writeStartObject();
      place(json, report, small.place());
      json.writeNumberField("width", small.width());
      json.writeNumberField("height", small.height());
      json.writeEndObject();
    }
    json.writeEndArray();
    strings(json, "no_pictures", report.noPictures());
    strings(json, "notes", report.dataset().notes().stream().map(OptionHints::added).toList());
    strings(json, "warnings", report.warnings().stream().map(Finding::sentence).toList());
    strings(json, "errors", report.errors().stream().map(DataText::whole).toList());
  }

  private static String whole(Finding finding) {
    return finding.sentence() + " " + String.join(", ", finding.items());
  }

  private static void range(JsonGenerator json, String name, DataReport.SizeRange range)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("smallest", range.smallest());
    json.writeNumberField("median", range.median());
    json.writeNumberField("largest", range.largest());
    json.writeEndObject();
  }

  private static void place(JsonGenerator json, DataReport report, DataReport.LabelledPicture place)
      throws IOException {
    json.writeStringField("file", place.example().file().toString());
    json.writeStringField("part", place.part().toString());
    json.writeStringField("class", report.dataset().classes().get(place.example().label()));
  }

  private static void strings(JsonGenerator json, String name, List<?> items) throws IOException {
    json.writeArrayFieldStart(name);
    for (Object item : items) {
      json.writeString(item.toString());
    }
    json.writeEndArray();
  }
}
