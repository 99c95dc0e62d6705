package io.github.googlenet4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.PictureScore;
import io.github.googlenet4j.explain.Explainer;
import io.github.googlenet4j.explain.ExplainerOptions;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.text.PrintableText;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page is read by an XML parser: whatever is not escaped would show. */
class RunReportTest {
  private static Evaluation evaluation(Path picture, int classes) {
    List<String> labels =
        new ArrayList<>(IntStream.range(0, classes).mapToObj(i -> "class " + i).toList());
    labels.set(0, "<b>&\"bold\"</b>");
    List<PictureScore> scores = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      scores.add(new PictureScore(new Example(picture, 0), i % 2, .9f, i % 2, .1, .2));
    }
    return new Evaluation(labels, scores, List.of());
  }

  private static RunSummary summary(Evaluation evaluation, List<EpochMetrics> epochs) {
    return new RunSummary(
        "Run <1>",
        Optional.of(Path.of("runs/<my>/model.safetensors")),
        Optional.of(Duration.ofSeconds(154)),
        Map.of("a & b", "1 < 2"),
        epochs,
        Map.of(Part.TEST, evaluation),
        Optional.of(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB)),
        List.of("a 'note'"),
        "key: <value>",
        PageOptions.DEFAULT);
  }

  private static Path picture(Path folder) throws IOException {
    Path picture = folder.resolve("1.png");
    ImageIO.write(new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
    return picture;
  }

  private static Document parse(String html) throws Exception {
    String xml = html.replace("<!DOCTYPE html>", "");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  /** Control characters and halves of surrogate pairs would end an XML parser. */
  @Test
  void itIsWellFormedAndLoadsNothingWhateverTheLabel() throws Exception {
    for (String label :
        List.of(
            "</title><script>alert(1)</script>",
            "]]>--><!--",
            "a\u0001\u001b[2J\u009b\u0000b",
            "\ud800 half",
            "\ufffe\uffff",
            "\u202ereversed\u200f",
            "\" onload=\"x\" '")) {
      List<PictureScore> scores =
          List.of(new PictureScore(new Example(Path.of("none"), 0), 1, .9f, 1, .1, .2));
      Evaluation evaluation = new Evaluation(List.of(label, "b"), scores, List.of(label));
      RunSummary summary =
          new RunSummary(
              label,
              Optional.empty(),
              Optional.empty(),
              Map.of(label, label),
              List.of(),
              Map.of(Part.TEST, evaluation),
              Optional.empty(),
              List.of(label),
              label,
              PageOptions.DEFAULT);
      String html = RunReport.html(summary);
      Document page = parse(html);
      assertThat(page.getElementsByTagName("script").getLength()).isZero();
      Element policy = (Element) page.getElementsByTagName("meta").item(1);
      assertThat(policy.getAttribute("http-equiv")).isEqualTo("Content-Security-Policy");
      assertThat(policy.getAttribute("content"))
          .isEqualTo("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
      assertThat(html.codePoints()).noneMatch(PrintableText::isBidirectional);
    }
  }

  @Test
  void everyTextIsEscapedAndEveryPieceIsThere(@TempDir Path folder) throws Exception {
    EpochMetrics epoch =
        new EpochMetrics(
            1, Map.of(Head.MAIN, 1., Head.AUX1, 2.), .5, .9, Validation.NONE, .1, 64, 10, 60);
    String html = RunReport.html(summary(evaluation(picture(folder), 3), List.of(epoch, epoch)));
    Document page = parse(html);
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo("Run <1>");
    assertThat(page.getElementsByTagName("figure").getLength()).isEqualTo(2);
    assertThat(page.getElementsByTagName("figcaption").item(0).getTextContent())
        .isEqualTo("<b>&\"bold\"</b> taken for class 1: 1 picture");
    assertThat(page.getElementsByTagName("figcaption").item(1).getTextContent())
        .isEqualTo("<b>&\"bold\"</b>taken for class 1 (90.0 %)");
    assertThat(page.getElementsByTagName("img").getLength()).isEqualTo(3 + 2 + 2 + 1);
    assertThat(texts(page, "pre"))
        .startsWith(
            "googlenet classify --model 'runs/<my>/model.safetensors' PICTURE_OR_FOLDER",
            "googlenet evaluate --model 'runs/<my>/model.safetensors' DATA")
        .endsWith("key: <value>");
    assertThat(texts(page, "tr")).contains("training time2 min 34 s");
    assertThat(html).doesNotContain("http:", "https:").contains("66.7 %");
  }

  private static List<String> texts(Document page, String tag) {
    NodeList nodes = page.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }

  /** Else a chart would be a white sheet on a dark page. */
  @Test
  void thePageShowsThroughCharts(@TempDir Path folder) throws Exception {
    EpochMetrics epoch =
        new EpochMetrics(1, Map.of(Head.MAIN, 1.), .5, .9, Validation.NONE, .1, 64, 10, 60);
    Document page = parse(RunReport.html(summary(evaluation(picture(folder), 3), List.of(epoch))));
    for (int i = 0; i < 3; i++) {
      Element chart = (Element) page.getElementsByTagName("img").item(i);
      String src = chart.getAttribute("src");
      byte[] png = Base64.getDecoder().decode(src.substring("data:image/png;base64,".length()));
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      int clear = 0;
      for (int pixel : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, 1040)) {
        clear += pixel >>> 24 == 0 ? 1 : 0;
      }
      assertThat(clear).isGreaterThan(image.getWidth() * image.getHeight() * 9 / 10);
    }
  }

  @Test
  void withoutEpochsThereAreNoCurves(@TempDir Path folder) throws Exception {
    Document page = parse(RunReport.html(summary(evaluation(picture(folder), 3), List.of())));
    assertThat(page.getElementsByTagName("img").getLength()).isEqualTo(2 + 2 + 1);
  }

  @Test
  void manyClassesBecomePairs(@TempDir Path folder) throws Exception {
    String html = RunReport.html(summary(evaluation(picture(folder), 41), List.of()));
    assertThat(html).contains("taken for").doesNotContain("class=\"matrix\"");
  }

  @Test
  void aPictureThatIsGoneIsLeftOut(@TempDir Path folder) throws Exception {
    Document page =
        parse(RunReport.html(summary(evaluation(folder.resolve("gone.png"), 3), List.of())));
    assertThat(page.getElementsByTagName("figure").getLength()).isZero();
  }

  @Test
  void aFileThatIsThereStays(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("report.html"), "mine");
    RunSummary summary = summary(evaluation(picture(folder), 3), List.of());
    assertThatThrownBy(() -> RunReport.write(file, summary, false))
        .hasMessage(
            file
                + ": expected no file of that name, found one. Name another, or allow it"
                + " to be replaced.");
    assertThat(file).hasContent("mine");
    RunReport.write(file, summary, true);
    assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>");
  }

  @Test
  void withoutFontsThePageSaysWhyThereAreNoCurves() {
    assertThat(RunReport.training(List.of(), false))
        .isEqualTo(
            "<p>The curves are not drawn: Java finds no fonts on this machine. Install fontconfig and"
                + " a font. The file metrics.csv has the numbers.</p>\n");
  }

  @Test
  void aPictureBeyondTheLimitsIsNotReadForThePage(@TempDir Path folder) throws IOException {
    Evaluation evaluation = evaluation(picture(folder), 2);
    assertThat(new Mistakes(evaluation, PageOptions.DEFAULT).html()).contains("<figure>");
    PageOptions small =
        PageOptions.DEFAULT.withLimits(PictureLimits.DEFAULT.withPixels(300 * 200 - 1));
    assertThat(new Mistakes(evaluation, small).html())
        .contains("a picture that can no longer be read")
        .doesNotContain("<figure>");
    RunSummary summary = summary(evaluation, List.of());
    assertThat(RunReport.html(summary)).contains("(90.0 %)");
    assertThat(RunReport.html(summary.withPage(small))).doesNotContain("(90.0 %)");
  }

  @Test
  void figuresOfTrustAreThere(@TempDir Path folder) throws Exception {
    Document page = parse(RunReport.html(summary(evaluation(picture(folder), 3), List.of())));
    assertThat(texts(page, "tr"))
        .contains(
            "negative log-likelihood0.100",
            "Brier score, 0 to 20.200",
            "calibration error, groups of equal count36.7 %",
            "calibration error, groups of equal width23.3 %",
            "90 %not reached",
            "macro50.0 %33.3 %40.0 %",
            "weighted100.0 %66.7 %80.0 %");
  }

  @Test
  void mistakesHaveMapsOfTheWrongAndOfTheRightClass(@TempDir Path folder) throws Exception {
    Evaluation evaluation = evaluation(picture(folder), 3);
    Preparation preparation = Variant.PAPER.preparation().atSide(64);
    var weights = SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 3, 64, false)).weights();
    Model model =
        new Model(Variant.PAPER, evaluation.classes(), preparation, false, weights, Map.of());
    ExplainerOptions maps = ExplainerOptions.DEFAULT.withLongest(160).withLegend(false);
    try (Explainer explainer = Explainer.of(model, new PlainEngine(), maps)) {
      PageOptions options = PageOptions.DEFAULT.withExplainer(explainer);
      Document page = parse(RunReport.html(summary(evaluation, List.of()).withPage(options)));
      Element mistake = (Element) page.getElementsByTagName("figure").item(1);
      NodeList images = mistake.getElementsByTagName("img");
      assertThat(images.getLength()).isEqualTo(3);
      assertThat(((Element) images.item(1)).getAttribute("alt"))
          .isEqualTo("what spoke for class 1");
      assertThat(((Element) images.item(2)).getAttribute("alt"))
          .isEqualTo("what spoke for <b>&\"bold\"</b>");
      for (int i = 0; i < 3; i++) {
        String src = ((Element) images.item(i)).getAttribute("src");
        byte[] jpeg = Base64.getDecoder().decode(src.substring("data:image/jpeg;base64,".length()));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        assertThat(image.getWidth()).isEqualTo(160);
        assertThat(image.getHeight()).isEqualTo(107); // without a legend
      }
    }
  }

  /** A part whose pictures cannot be read, and one picture: neither has curves to draw. */
  @Test
  void aPartWithoutPicturesOrWithOneHasAPageToo(@TempDir Path folder) throws Exception {
    Evaluation some = evaluation(picture(folder), 3);
    for (int pictures = 0; pictures < 2; pictures++) {
      Evaluation few =
          new Evaluation(some.classes(), some.scores().subList(0, pictures), List.of("gone"));
      Document page = parse(RunReport.html(summary(few, List.of())));
      assertThat(texts(page, "h2")).contains("How sure it is, test");
    }
  }
}
