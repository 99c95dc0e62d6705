package io.github.googlenet4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.clean.CleaningReport;
import io.github.googlenet4j.clean.NearDuplicates;
import io.github.googlenet4j.data.DataReport.LabelledPicture;
import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.image.PictureLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class CleaningPageTest {
  private static final String HOSTILE = "<b>\"x\" & 'y'</b><script>alert(1)</script>";
  private static final List<String> CLASSES = List.of("hat", HOSTILE, "w".repeat(80));

  @TempDir private Path place = Path.of("");

  private LabelledPicture picture(String name, int label) throws IOException {
    return new LabelledPicture(
        Part.TRAIN, new Example(DrawnPictures.draw(place.resolve(name), 40, 30, label), label));
  }

  private static CleaningReport report(
      List<CleaningReport.Suspicious> suspicious,
      List<NearDuplicates> duplicates,
      List<CleaningReport.Outlier> outliers) {
    return new CleaningReport(
        CLASSES,
        1234,
        56,
        suspicious,
        duplicates,
        outliers,
        List.of(new CleaningReport.ConfusedClasses(0, 1, 20, .45)),
        List.of("<i>: expected a picture, found none."),
        List.of());
  }

  private String write(CleaningReport report) throws IOException {
    Path file = place.resolve("page.html");
    CleaningPage.write(file, "<data>", report, PictureLimits.DEFAULT, 2, true);
    return Files.readString(file);
  }

  private static Document parsed(String page) throws Exception {
    String whole = page.replace("<!DOCTYPE html>", "");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(whole.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document page, String name) {
    NodeList nodes = page.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  @Test
  void namesAreTextAndComeThroughTheFormAsTheyAre() throws Exception {
    String name = "a\n+%41'\"<b>\u202e.png";
    LabelledPicture one = picture(name, 0);
    CleaningReport.Suspicious suspicious = new CleaningReport.Suspicious(one, 1, .9, .01, true);
    Document page =
        parsed(
            write(
                report(
                    List.of(suspicious),
                    List.of(new NearDuplicates(List.of(one, picture("b.png", 1)), .99, false)),
                    List.of(new CleaningReport.Outlier(picture("c.png", 2), .3, .8)))));
    List<Element> inputs = elements(page, "input");
    assertThat(inputs).hasSize(6); // three choices, and leaving out of each of three others
    assertThat(URLDecoder.decode(inputs.get(0).getAttribute("data-file"), StandardCharsets.UTF_8))
        .isEqualTo(one.example().file().toString());
    assertThat(URLDecoder.decode(inputs.get(0).getAttribute("data-label"), StandardCharsets.UTF_8))
        .isEqualTo(HOSTILE);
    assertThat(inputs.get(1).getAttribute("data-label")).isEmpty();
    assertThat(elements(page, "b")).noneMatch(bold -> bold.getTextContent().equals("\"x\" & 'y'"));
    assertThat(elements(page, "script")).hasSize(1);
    assertThat(elements(page, "i")).isEmpty();
    assertThat(elements(page, "img")).hasSize(4);
    assertThat(page.getDocumentElement().getTextContent())
        .contains("Labels of <data>", HOSTILE, "different labels", "cannot be told apart");
  }

  /** Nothing loads, and nothing runs but the page's own script. */
  @Test
  void thePolicyAllowsThisScriptOnly() throws Exception {
    String page = write(report(List.of(), List.of(), List.of()));
    Matcher script = Pattern.compile("<script>(.*)</script>", Pattern.DOTALL).matcher(page);
    assertThat(script.find()).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(script.group(1).getBytes(StandardCharsets.UTF_8));
    assertThat(page)
        .contains(
            "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-"
                + Base64.getEncoder().encodeToString(digest)
                + "'\"")
        .doesNotContain("http:", "https:");
    assertThat(script.group(1)).doesNotContain("<", "&", "\r", "fetch", "XMLHttpRequest");
  }

  @Test
  void thePageIsBounded() throws Exception {
    LabelledPicture one = picture("a.png", 0);
    List<CleaningReport.Suspicious> suspicious = new ArrayList<>();
    List<NearDuplicates> duplicates = new ArrayList<>();
    List<CleaningReport.Outlier> outliers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      suspicious.add(new CleaningReport.Suspicious(one, 1, .9, .01, true));
      duplicates.add(new NearDuplicates(List.of(one, one, one, one, one, one, one), 1, true));
      outliers.add(new CleaningReport.Outlier(one, .3, .8));
    }
    Document page = parsed(write(report(suspicious, duplicates, outliers)));
    assertThat(elements(page, "figure")).hasSize(200 + 60 * 6 + 60);
    assertThat(page.getDocumentElement().getTextContent())
        .contains("The first 200 of 1,000.", "The first 60 of 1,000.", "The first 6 of 7.");
  }

  @Test
  void aPictureThatHasGoneIsNoObstacle() throws Exception {
    LabelledPicture one = picture("a.png", 0);
    Files.delete(one.example().file());
    CleaningReport.Suspicious suspicious = new CleaningReport.Suspicious(one, 1, .9, .01, false);
    Document page = parsed(write(report(List.of(suspicious), List.of(), List.of())));
    assertThat(elements(page, "figure")).hasSize(1);
    assertThat(elements(page, "img")).isEmpty();
  }
}
