package io.github.googlenet4j.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.evaluate.ConfidenceInterval;
import io.github.googlenet4j.experiment.AuxiliaryResults;
import io.github.googlenet4j.experiment.AuxiliaryRun;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.EpochMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What trainings with and without the auxiliary heads gave: a page for people, and JSON. */
public final class AuxiliaryReport {
  private static final List<Head> AUXILIARY = List.of(Head.AUX1, Head.AUX2);

  private AuxiliaryReport() {}

  /**
   * Writes {@code results.json} and {@code report.html} into a folder; earlier ones are replaced.
   *
   * @throws IOException if they cannot be written
   */
  public static void write(Path folder, AuxiliaryResults results, Bootstrap bootstrap)
      throws IOException {
    AtomicFile.write(folder.resolve("results.json"), true, json(results, bootstrap) + "\n");
    AtomicFile.write(folder.resolve("report.html"), true, html(results, bootstrap));
  }

  static String html(AuxiliaryResults results, Bootstrap bootstrap) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append(
        "<p>Each pair of trainings has the same seed: first weights, order of pictures and their"
            + " variations are the same. Bands go from the least to the most of the seeds.</p>\n");
    results
        .sentences(bootstrap)
        .forEach(sentence -> page.append("<p>%s</p>\n".formatted(Html.text(sentence))));
    for (String variant : results.variants()) {
      page.append(
          Html.section(
              variant,
              key(results, variant, bootstrap)
                  + heads(results, variant)
                  + curves(results, variant)
                  + "<h3>Each training</h3>\n"
                  + trainings(results, variant)));
    }
    return Page.html("What the auxiliary heads did", page.toString());
  }

  private static String key(AuxiliaryResults results, String variant, Bootstrap bootstrap) {
    ConfidenceInterval interval = results.pairs(variant).interval(bootstrap);
    return String.format(
        Locale.ROOT,
        """
        <div class="key"><div><b>%.1f %%</b><span>top-1 with heads</span></div>
        <div><b>%.1f %%</b><span>without</span></div>
        <div><b>%+.1f to %+.1f %%</b><span>95 %% interval of the difference</span></div>
        <div><b>%d</b><span>seeds</span></div></div>
        """,
        100 * results.mean(variant, true, AuxiliaryRun::top1),
        100 * results.mean(variant, false, AuxiliaryRun::top1),
        100 * interval.low(),
        100 * interval.high(),
        results.runs(variant, true).size());
  }

  private static String heads(AuxiliaryResults results, String variant) {
    StringBuilder rows =
        new StringBuilder("<tr><th>head</th><th>mean top-1</th><th>least</th><th>most</th></tr>\n");
    rows.append(
        row("main, trained with the others", results.runs(variant, true), AuxiliaryRun::top1));
    rows.append(row("main, trained alone", results.runs(variant, false), AuxiliaryRun::top1));
    for (Head head : AUXILIARY) {
      rows.append(
          row(
              head.toString(),
              results.runs(variant, true),
              run -> run.accuracy().getOrDefault(head, Double.NaN)));
    }
    return "<div class=\"wide\"><table>" + rows + "</table></div>\n";
  }

  private static String row(
      String name, List<AuxiliaryRun> runs, ToDoubleFunction<AuxiliaryRun> value) {
    var all = runs.stream().mapToDouble(value).summaryStatistics();
    return "<tr><th>%s</th><td>%s</td><td>%s</td><td>%s</td></tr>\n"
        .formatted(
            Html.text(name),
            Html.percent(all.getAverage()),
            Html.percent(all.getMin()),
            Html.percent(all.getMax()));
  }

  private static String curves(AuxiliaryResults results, String variant) {
    if (!Plot.canBeDrawn()) {
      return "<p>The curves are not drawn: Java finds no fonts on this machine.</p>\n";
    }
    BandCurves training = new BandCurves("Training loss of the main head", "epoch");
    BandCurves validation = new BandCurves("Validation loss", "epoch");
    BandCurves top1 = new BandCurves("Validation top-1, %", "epoch");
    BandCurves gradients =
        new BandCurves("Gradient of the first layer, its norm", "update").logarithmic();
    for (boolean auxiliary : new boolean[] {true, false}) {
      String name = auxiliary ? "with heads" : "without heads";
      List<AuxiliaryRun> runs = results.runs(variant, auxiliary);
      training.add(name, by(runs, epoch -> epoch.losses().getOrDefault(Head.MAIN, Double.NaN)));
      validation.add(name, by(runs, epoch -> epoch.validation().loss()));
      top1.add(name, by(runs, epoch -> 100 * epoch.validation().top1()));
      gradients.add(name, runs.stream().map(AuxiliaryReport::positive).toList());
    }
    StringBuilder html = new StringBuilder("<div class=\"curves\">");
    for (BandCurves curve : List.of(training, validation, top1, gradients)) {
      html.append(curve.html());
    }
    return html.append("</div>\n").toString();
  }

  /** What a logarithmic axis can show. */
  private static SortedMap<Long, Double> positive(AuxiliaryRun run) {
    SortedMap<Long, Double> norms = new TreeMap<>(run.gradients());
    norms.values().removeIf(norm -> norm <= 0);
    return norms;
  }

  private static List<SortedMap<Integer, Double>> by(
      List<AuxiliaryRun> runs, ToDoubleFunction<EpochMetrics> value) {
    List<SortedMap<Integer, Double>> all = new ArrayList<>();
    for (AuxiliaryRun run : runs) {
      SortedMap<Integer, Double> epochs = new TreeMap<>();
      run.epochs().forEach(epoch -> epochs.put(epoch.epoch(), value.applyAsDouble(epoch)));
      all.add(epochs);
    }
    return all;
  }

  private static String trainings(AuxiliaryResults results, String variant) {
    StringBuilder rows =
        new StringBuilder(
            "<tr><th>training</th><th>top-1</th><th>aux1</th><th>aux2</th><th>time</th></tr>\n");
    for (AuxiliaryRun run : results.runs()) {
      if (run.variant().equals(variant)) {
        rows.append(
            "<tr><th>seed %d, %s heads</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                .formatted(
                    run.seed(),
                    run.auxiliary() ? "with" : "without",
                    Html.percent(run.top1()),
                    cell(run, Head.AUX1),
                    cell(run, Head.AUX2),
                    Html.duration(Duration.ofMillis(Math.round(1000 * run.seconds())))));
      }
    }
    return "<div class=\"wide\"><table>" + rows + "</table></div>\n";
  }

  private static String cell(AuxiliaryRun run, Head head) {
    Double top1 = run.accuracy().get(head);
    return top1 == null ? "" : Html.percent(top1);
  }

  static String json(AuxiliaryResults results, Bootstrap bootstrap) {
    ObjectNode tree = new ObjectMapper().createObjectNode();
    tree.put("part", results.part());
    ArrayNode sentences = tree.putArray("sentences");
    results.sentences(bootstrap).forEach(sentences::add);
    ArrayNode variants = tree.putArray("variants");
    for (String variant : results.variants()) {
      ConfidenceInterval interval = results.pairs(variant).interval(bootstrap);
      ObjectNode one = variants.addObject();
      one.put("variant", variant);
      one.put("top1_with", results.mean(variant, true, AuxiliaryRun::top1));
      one.put("top1_without", results.mean(variant, false, AuxiliaryRun::top1));
      one.put("difference", results.pairs(variant).difference());
      one.putArray("difference_interval").add(interval.low()).add(interval.high());
      AUXILIARY.forEach(head -> one.put("top1_" + head, results.accuracy(variant, head)));
      one.put("seconds_with", results.mean(variant, true, AuxiliaryRun::seconds));
      one.put("seconds_without", results.mean(variant, false, AuxiliaryRun::seconds));
    }
    ArrayNode runs = tree.putArray("runs");
    results.runs().forEach(run -> write(runs.addObject(), run));
    return tree.toString();
  }

  private static void write(ObjectNode tree, AuxiliaryRun run) {
    tree.put("variant", run.variant());
    tree.put("auxiliary", run.auxiliary());
    tree.put("seed", run.seed());
    tree.put("images", run.images());
    ObjectNode accuracy = tree.putObject("top1");
    run.accuracy().forEach((head, top1) -> accuracy.put(head.toString(), top1));
    tree.put("seconds", run.seconds());
    ArrayNode epochs = tree.putArray("epochs");
    for (EpochMetrics metrics : run.epochs()) {
      ObjectNode epoch = epochs.addObject();
      epoch.put("epoch", metrics.epoch());
      ObjectNode losses = epoch.putObject("losses");
      metrics.losses().forEach((head, loss) -> losses.put(head.toString(), loss));
      put(epoch, "validation_loss", metrics.validation().loss());
      put(epoch, "validation_top1", metrics.validation().top1());
    }
    ObjectNode gradients = tree.putObject("gradient_norms");
    run.gradients().forEach((update, norm) -> gradients.put(update.toString(), norm));
  }

  /** JSON has no number that is none. */
  private static void put(ObjectNode tree, String name, double value) {
    if (Double.isFinite(value)) {
      tree.put(name, value);
    }
  }
}
