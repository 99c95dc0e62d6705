package io.github.googlenet4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.explain.Explainer;
import io.github.googlenet4j.explain.Explanation;
import io.github.googlenet4j.serve.settings.ServerLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimpleRoutesTest {
  private static final byte[] PICTURE = RunningServer.picture(40);

  @TempDir private Path folder = Path.of("");

  private static void assertSame(JsonNode predictions, List<Prediction> expected) {
    assertThat(predictions).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(predictions.get(i).get("label").asText()).isEqualTo(expected.get(i).label());
      assertThat(predictions.get(i).get("index").asInt()).isEqualTo(expected.get(i).index());
      assertThat(Float.parseFloat(predictions.get(i).get("probability").asText()))
          .isEqualTo(expected.get(i).probability());
    }
  }

  @Test
  void answersAreThoseOfTheClassifierBitForBit() throws IOException {
    try (RunningServer running = RunningServer.start(folder);
        Classifier classifier = Classifier.open(running.file())) {
      for (String path : List.of("/predict", "/predictions/shoes", "/invocations")) {
        for (String method : List.of("PUT", "POST")) {
          for (int shade = 0; shade < 3; shade++) {
            byte[] picture = RunningServer.picture(shade * 50);
            // What curl says of a body that it was given with --data-binary.
            HttpResponse<byte[]> response =
                running.send(
                    method, path, picture, "Content-Type", "application/x-www-form-urlencoded");
            assertThat(response.statusCode()).isEqualTo(200);
            assertSame(
                RunningServer.json(response).get("predictions"), classifier.classify(picture));
          }
        }
      }
    }
  }

  @Test
  void theQuerySaysHowManyLabelsAndWhichModel() throws IOException {
    try (RunningServer running = RunningServer.start(folder)) {
      var response = running.send("POST", "/predict?top=1&model=shoes", PICTURE);
      assertThat(RunningServer.json(response).get("predictions")).hasSize(1);
      assertThat(text(running.send("POST", "/predict?model=none", PICTURE)))
          .isEqualTo(
              "404 model: expected one of shoes, found none. Ask /v2/repository/index for all.");
      assertThat(text(running.send("POST", "/predict?top=0", PICTURE)))
          .isEqualTo("400 top: expected an integer from 1, found 0. Change it.");
      assertThat(text(running.send("POST", "/predict?explain=magic", PICTURE)))
          .isEqualTo("400 explain: expected cam, found magic. Change it.");
    }
  }

  @Test
  void aClientThatWantsTextGetsALineALabel() throws IOException {
    try (RunningServer running = RunningServer.start(folder)) {
      var response = running.send("POST", "/predict?top=2", PICTURE, "Accept", "text/plain");
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("text/plain;charset=utf-8");
      assertThat(new String(response.body(), StandardCharsets.UTF_8).lines())
          .hasSize(2)
          .allMatch(line -> line.matches(" *[0-9.]+ %  (hat|shirt|shoe)"));
    }
  }

  private static byte[] form(byte[]... files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < files.length; i++) {
      String head =
          "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"%d.png\"\r\n\r\n"
              .formatted(i);
      out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(files[i]);
      out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.writeBytes("--x--\r\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  @Test
  void aFormsPicturesAreAnsweredOneByOne() throws IOException {
    byte[] other = RunningServer.picture(200);
    byte[] bad = "no picture".getBytes(StandardCharsets.US_ASCII);
    try (RunningServer running = RunningServer.start(folder);
        Classifier classifier = Classifier.open(running.file())) {
      var response =
          running.send(
              "POST",
              "/predict",
              form(PICTURE, bad, other),
              "Content-Type",
              "multipart/form-data; boundary=x");
      JsonNode results = RunningServer.json(response).get("results");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(results.findValuesAsText("file")).containsExactly("0.png", "1.png", "2.png");
      assertSame(results.get(0).get("predictions"), classifier.classify(PICTURE));
      assertThat(results.get(1).get("error").asText())
          .startsWith("1.png: expected a JPEG, PNG")
          .contains("found text");
      assertSame(results.get(2).get("predictions"), classifier.classify(other));
    }
  }

  @Test
  void mapsAreThoseOfTheExplainer() throws IOException {
    try (RunningServer running = RunningServer.start(folder);
        Explainer explainer = Explainer.open(running.file())) {
      JsonNode answer =
          RunningServer.json(running.send("POST", "/predict?top=1&explain=cam", PICTURE));
      Explanation expected = explainer.explain(PICTURE, 1).get(0);
      JsonNode found = answer.get("explanations").get(0);
      assertThat(found.get("label").asText()).isEqualTo(expected.label());
      assertThat(found.get("box").toString())
          .isEqualTo(
              "[%d,%d,%d,%d]"
                  .formatted(
                      expected.box().x0(),
                      expected.box().y0(),
                      expected.box().x1(),
                      expected.box().y1()));
      assertThat(found.get("map")).hasSize(expected.map().length);
      assertThat(Float.parseFloat(found.get("map").get(0).get(0).asText()))
          .isEqualTo(expected.map()[0][0]);
    }
  }

  private static String text(HttpResponse<byte[]> response) {
    return response.statusCode() + " " + RunningServer.json(response).get("error").asText();
  }

  @Test
  void badBodiesAreRefusedInOneLine() throws IOException {
    ServerLimits limits = ServerLimits.DEFAULT.withBytes(20_000).withPixels(6_000);
    try (RunningServer running =
        RunningServer.start(folder, options -> options.withLimits(limits))) {
      byte[] words = "hello".getBytes(StandardCharsets.US_ASCII);
      byte[] cut = java.util.Arrays.copyOf(PICTURE, 60);
      assertThat(text(running.send("POST", "/predict", words)))
          .isEqualTo(
              "415 picture: expected a JPEG, PNG, GIF, BMP, TIFF, WebP or PNM picture, found text."
                  + " Convert it to one of these.");
      assertThat(text(running.send("POST", "/predict", new byte[0])))
          .startsWith("415 picture: expected a JPEG")
          .contains("found an empty file");
      assertThat(text(running.send("POST", "/predict", cut))).startsWith("400 picture: expected ");
      assertThat(text(running.send("POST", "/predict", new byte[20_001])))
          .isEqualTo("413 request: expected at most 20000 bytes, found 20001. Send less at once.");
      assertThat(text(running.send("DELETE", "/predict", words))).startsWith("405 ");
      assertThat(text(running.send("POST", "/nothing", words))).startsWith("404 ");
    }
    ServerLimits small = ServerLimits.DEFAULT.withPixels(5_000);
    try (RunningServer running =
        RunningServer.start(folder.resolve("."), options -> options.withLimits(small))) {
      assertThat(text(running.send("POST", "/predict", PICTURE)))
          .startsWith("413 picture: expected at most 5000 pixels, found 90 x 60");
    }
  }

  @Test
  void portsThatAreTakenAreRefused() throws IOException {
    try (RunningServer running = RunningServer.start(folder)) {
      int port = running.server().port();
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () ->
                      RunningServer.start(
                          folder,
                          options ->
                              options.withAddress(
                                  new io.github.googlenet4j.serve.settings.Address(
                                      "127.0.0.1", port, java.util.OptionalInt.empty())))))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "port %d of 127.0.0.1: expected a free one, found it in use or not allowed. Choose another port.",
              port);
    }
  }
}
