package io.github.googlenet4j.report;

import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.evaluate.Comparison;
import io.github.googlenet4j.evaluate.ConfidenceInterval;
import io.github.googlenet4j.evaluate.PictureScore;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A page about two models: their difference, and the pictures that only one of them gets right. */
public final class ComparisonReport {
  private static final int SHOWN = 60;

  private ComparisonReport() {}

  /**
   * Writes the page, whole or not at all.
   *
   * @param firstName of the first model
   * @param secondName of the second model
   * @param limits what one picture may cost
   * @param overwrite whether a file of that name may be replaced
   * @throws IOException if it cannot be written
   */
  public static void write(
      Path file,
      Comparison comparison,
      Bootstrap bootstrap,
      String firstName,
      String secondName,
      PictureLimits limits,
      boolean overwrite)
      throws IOException {
    String content =
        key(comparison, bootstrap)
            + "<p>%s</p>\n"
                .formatted(Html.text(comparison.sentence(firstName, secondName, bootstrap)))
            + table(comparison, firstName, secondName)
            + "<p>Below each picture stand its label, then the answers of %s and of %s.</p>\n"
                .formatted(Html.text(firstName), Html.text(secondName))
            + only(comparison, comparison.onlyFirst(), firstName, limits)
            + only(comparison, comparison.onlySecond(), secondName, limits);
    String title = "%s and %s".formatted(firstName, secondName);
    AtomicFile.write(file, overwrite, Page.html(title, content));
  }

  private static String key(Comparison comparison, Bootstrap bootstrap) {
    ConfidenceInterval interval = comparison.interval(bootstrap);
    return String.format(
        Locale.ROOT,
        """
        <div class="key"><div><b>%+.1f %%</b><span>difference of top-1</span></div>
        <div><b>%+.1f to %+.1f %%</b><span>95 %% interval</span></div>
        <div><b>%.3g</b><span>McNemar&#39;s exact p</span></div>
        <div><b>%d</b><span>pictures</span></div></div>
        """,
        100 * comparison.difference(),
        100 * interval.low(),
        100 * interval.high(),
        comparison.probability(),
        comparison.images());
  }

  private static String table(Comparison comparison, String firstName, String secondName) {
    int first = comparison.onlyFirst().size();
    int second = comparison.onlySecond().size();
    int both = comparison.both();
    String row = "<tr><th>%s</th><td>%d</td><td>%s</td></tr>\n";
    return "<div class=\"wide\"><table><tr><th>right</th><th>pictures</th><th>share</th></tr>\n"
        + row.formatted("both", both, share(both, comparison))
        + row.formatted("only " + Html.text(firstName), first, share(first, comparison))
        + row.formatted("only " + Html.text(secondName), second, share(second, comparison))
        + row.formatted(
            "neither",
            comparison.images() - both - first - second,
            share(comparison.images() - both - first - second, comparison))
        + "</table></div>\n";
  }

  private static String share(int pictures, Comparison comparison) {
    return Html.percent((double) pictures / comparison.images());
  }

  private static String only(
      Comparison comparison, List<Integer> indices, String name, PictureLimits limits) {
    if (indices.isEmpty()) {
      return "";
    }
    StringBuilder figures = new StringBuilder();
    PictureReader reader = new PictureReader(limits);
    for (int index : indices.subList(0, Math.min(SHOWN, indices.size()))) {
      figures.append(figure(comparison, index, reader));
    }
    String more =
        indices.size() > SHOWN
            ? "<p>The first %d of %d.</p>\n".formatted(SHOWN, indices.size())
            : "";
    return Html.section(
        "Only " + name + " is right", more + "<div class=\"figures\">" + figures + "</div>\n");
  }

  private static String figure(Comparison comparison, int index, PictureReader reader) {
    PictureScore first = comparison.first().scores().get(index);
    PictureScore second = comparison.second().scores().get(index);
    List<String> names = comparison.first().names();
    String image;
    try {
      String description = first.example().file().toString();
      image =
          Html.image(Thumbnails.small(reader.read(first.example().file())), "jpeg", description);
    } catch (PictureException e) {
      image = "<!-- a picture that can no longer be read -->";
    }
    return "<figure>%s<figcaption><b>%s</b><br/>%s (%s), %s (%s)</figcaption></figure>\n"
        .formatted(
            image,
            Html.text(names.get(first.example().label())),
            Html.text(names.get(first.predicted())),
            Html.percent(first.probability()),
            Html.text(names.get(second.predicted())),
            Html.percent(second.probability()));
  }
}
