package io.github.googlenet4j.report;

import io.github.googlenet4j.clean.CleaningReport;
import io.github.googlenet4j.clean.CleaningReport.ConfusedClasses;
import io.github.googlenet4j.clean.CleaningReport.Outlier;
import io.github.googlenet4j.clean.CleaningReport.Suspicious;
import io.github.googlenet4j.clean.NearDuplicates;
import io.github.googlenet4j.data.DataReport.LabelledPicture;
import io.github.googlenet4j.features.ParallelBlocks;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.image.PictureLimits;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A page on what is probably wrong with labelled pictures, with the pictures. What a reader ticks
 * becomes a file of corrections, which the page's script writes in the browser.
 */
public final class CleaningPage {
  private static final int SUSPICIOUS = 200;
  private static final int GROUPS = 60;
  private static final int COPIES = 6;
  private static final int OUTLIERS = 60;
  private static final int PAIRS = 50;
  private static final String GONE = "<!-- a picture that can no longer be read -->";

  private final CleaningReport report;
  private final List<String> classes;
  private final Map<Path, String> images = new ConcurrentHashMap<>();

  private CleaningPage(CleaningReport report) {
    this.report = report;
    this.classes = report.classes();
  }

  /**
   * Writes the page, whole or not at all. It shows the first few hundred pictures, some 3 MB.
   *
   * @param name of the data, for the title
   * @param limits what one picture may cost
   * @param threads that read pictures; 0 for all cores
   * @param overwrite whether a file of that name may be replaced
   * @throws IOException if it cannot be written
   */
  public static void write(
      Path file,
      String name,
      CleaningReport report,
      PictureLimits limits,
      int threads,
      boolean overwrite)
      throws IOException {
    CleaningPage page = new CleaningPage(report);
    page.readPictures(limits, threads);
    String html =
        Page.withScript("Labels of " + name, page.content(), Page.resource("cleaning.js"));
    AtomicFile.write(file, overwrite, html);
  }

  private static <T> List<T> first(List<T> items, int most) {
    return items.subList(0, Math.min(most, items.size()));
  }

  private void readPictures(PictureLimits limits, int threads) {
    Thumbnails thumbnails = new Thumbnails(limits);
    List<Path> files =
        Stream.of(
                first(report.suspicious(), SUSPICIOUS).stream().map(Suspicious::place),
                first(report.nearDuplicates(), GROUPS).stream()
                    .flatMap(group -> first(group.places(), COPIES).stream()),
                first(report.outliers(), OUTLIERS).stream().map(Outlier::place))
            .flatMap(places -> places)
            .map(place -> place.example().file())
            .distinct()
            .toList();
    try (ParallelBlocks parallel = new ParallelBlocks(threads, () -> false)) {
      parallel.run(
          files.size(),
          i -> thumbnails.html(files.get(i)).ifPresent(image -> images.put(files.get(i), image)));
    }
  }

  private String content() {
    return key()
        + "<p class=\"needs-script\">Tick what is right, save the corrections, and give the file to"
        + " training and evaluation. The pictures and their folders stay as they are.</p>\n"
        + "<noscript><p>Without scripts this page shows the pictures, but writes no"
        + " corrections.</p></noscript>\n"
        + suspicious()
        + nearDuplicates()
        + outliers()
        + confused()
        + refusals()
        + datalist()
        + """
        <section><h2>Use the corrections</h2>
        <pre>googlenet train DATA --corrections corrections.csv</pre></section>
        <div class="bar needs-script"><button id="save" type="button" disabled="disabled">Save corrections.csv</button><span id="count"></span></div>
        """;
  }

  private String key() {
    long issues = report.suspicious().stream().filter(Suspicious::issue).count();
    return String.format(
        Locale.ROOT,
        """
        <div class="key"><div><b>%,d</b><span>pictures</span></div>
        <div><b>%,d</b><span>wrong labels, estimated</span></div>
        <div><b>%,d</b><span>suspicious labels</span></div>
        <div><b>%,d</b><span>of them confident</span></div>
        <div><b>%,d</b><span>groups of near duplicates</span></div>
        <div><b>%,d</b><span>odd pictures</span></div></div>
        """,
        report.images(),
        report.wrongLabels(),
        report.suspicious().size(),
        issues,
        report.nearDuplicates().size(),
        report.outliers().size());
  }

  private static String more(int all, int shown) {
    return all > shown ? "<p>The first %,d of %,d.</p>\n".formatted(shown, all) : "";
  }

  private String suspicious() {
    List<Suspicious> all = report.suspicious();
    if (all.isEmpty()) {
      return Html.section("Suspicious labels", "<p>None.</p>\n");
    }
    StringBuilder figures = new StringBuilder();
    for (Suspicious one : first(all, SUSPICIOUS)) {
      String suggested = classes.get(one.suggested());
      figures.append(
          "<figure>%s<figcaption><b>%s</b> (%s)<br/>%s%s%s%s%s</figcaption></figure>\n"
              .formatted(
                  image(one.place()),
                  label(one.place()),
                  Html.percent(one.score()),
                  one.issue() ? "<span class=\"issue\">confident</span>, " : "",
                  one.place().part(),
                  box(
                      one.place(),
                      suggested,
                      "%s (%s)".formatted(suggested, Html.percent(one.probability()))),
                  box(one.place(), "", "leave out"),
                  other(one.place())));
    }
    return Html.section(
        "Suspicious labels",
        "<p>A classifier that has not seen the picture takes it for another class. The least"
            + " probable labels come first; a tick gives the picture the class beside it.</p>\n"
            + more(all.size(), SUSPICIOUS)
            + "<div class=\"figures choices\">"
            + figures
            + "</div>\n");
  }

  private String nearDuplicates() {
    List<NearDuplicates> all = report.nearDuplicates();
    if (all.isEmpty()) {
      return "";
    }
    StringBuilder groups = new StringBuilder();
    for (NearDuplicates group : first(all, GROUPS)) {
      StringBuilder figures = new StringBuilder();
      for (LabelledPicture place : first(group.places(), COPIES)) {
        figures.append(
            "<figure>%s<figcaption><b>%s</b><br/>%s%s</figcaption></figure>\n"
                .formatted(image(place), label(place), place.part(), box(place, "", "leave out")));
      }
      groups.append(
          "<div class=\"copies\"><p>%s%s%s</p>%s<div class=\"figures choices\">%s</div></div>\n"
              .formatted(
                  group.identical() ? "the same file" : "nearly the same",
                  group.contradiction() ? ", <span class=\"issue\">different labels</span>" : "",
                  group.leak() ? ", <span class=\"issue\">in more than one part</span>" : "",
                  more(group.places().size(), COPIES),
                  figures));
    }
    return Html.section("Near duplicates", more(all.size(), GROUPS) + groups);
  }

  private String outliers() {
    List<Outlier> all = report.outliers();
    if (all.isEmpty()) {
      return "";
    }
    StringBuilder figures = new StringBuilder();
    for (Outlier one : first(all, OUTLIERS)) {
      figures.append(
          "<figure>%s<figcaption><b>%s</b><br/>%s, similarity %s, usual %s%s</figcaption></figure>\n"
              .formatted(
                  image(one.place()),
                  label(one.place()),
                  one.place().part(),
                  number(one.similarity()),
                  number(one.typical()),
                  box(one.place(), "", "leave out")));
    }
    return Html.section(
        "Unlike all others of their class",
        more(all.size(), OUTLIERS) + "<div class=\"figures choices\">" + figures + "</div>\n");
  }

  private String confused() {
    List<ConfusedClasses> all = report.confused();
    if (all.isEmpty()) {
      return "";
    }
    StringBuilder rows =
        new StringBuilder("<tr><th>classes</th><th></th><th>taken for the other</th></tr>\n");
    for (ConfusedClasses pair : first(all, PAIRS)) {
      rows.append(
          "<tr><th>%s</th><th>%s</th><td>%s%s</td></tr>\n"
              .formatted(
                  Html.text(classes.get(pair.first())),
                  Html.text(classes.get(pair.second())),
                  Html.percent(pair.error()),
                  pair.same() ? ": cannot be told apart" : ""));
    }
    return Html.section(
        "Classes that are hard to tell apart",
        "<p>50 % is chance.</p>\n"
            + more(all.size(), PAIRS)
            + "<div class=\"wide\"><table class=\"pairs-table\">"
            + rows
            + "</table></div>\n");
  }

  private String refusals() {
    List<String> all = report.refusals();
    StringBuilder items = new StringBuilder();
    first(all, PAIRS).forEach(line -> items.append("<li>%s</li>\n".formatted(Html.text(line))));
    return all.isEmpty()
        ? ""
        : Html.section(
            "Pictures that cannot be read", more(all.size(), PAIRS) + "<ul>" + items + "</ul>\n");
  }

  private String datalist() {
    StringBuilder options = new StringBuilder("<datalist id=\"labels\">");
    classes.forEach(
        label -> options.append("<option value=\"%s\"></option>".formatted(Html.text(label))));
    return options.append("</datalist>\n").toString();
  }

  private String image(LabelledPicture place) {
    return images.getOrDefault(place.example().file(), GONE);
  }

  private String label(LabelledPicture place) {
    return Html.text(classes.get(place.example().label()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** A box that gives a picture a label; an empty one leaves it out. */
  private static String box(LabelledPicture place, String label, String text) {
    return "<label class=\"needs-script\"><input type=\"checkbox\" data-file=\"%s\" data-label=\"%s\"/>%s</label>"
        .formatted(file(place), encoded(label), Html.text(text));
  }

  private static String other(LabelledPicture place) {
    return "<input class=\"needs-script\" type=\"text\" list=\"labels\" placeholder=\"another class\" aria-label=\"another class\" autocomplete=\"off\" data-file=\"%s\"/>"
        .formatted(file(place));
  }

  private static String file(LabelledPicture place) {
    return encoded(place.example().file().toString());
  }

  /** Names may have any character; these survive as they are. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("'", "%27");
  }
}
