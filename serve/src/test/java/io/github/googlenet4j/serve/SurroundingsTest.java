package io.github.googlenet4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.googlenet4j.machine.Base64Fault;
import io.github.googlenet4j.serve.settings.Address;
import io.github.googlenet4j.serve.settings.LogFormat;
import io.github.googlenet4j.serve.settings.Logging;
import io.github.googlenet4j.serve.settings.Safety;
import io.github.googlenet4j.serve.settings.ServerOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's files, metrics, the token and the access log of a running server. */
class SurroundingsTest {
  private static final List<String> LABELS = List.of("hat", "<b>bold</b>", "shoe");
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @TempDir private Path folder = Path.of("");
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  private ServerOptions options() throws IOException {
    Path model =
        SampleModel.write(
            folder.resolve("model.safetensors"),
            LABELS,
            Map.of(
                "recipe",
                "epochs: 3\n",
                "metrics",
                "top-1 90 %",
                "confusion",
                "1 0 2\n0 3 0\n0 0 4"));
    return ServerOptions.of(Map.of("shoes", model)).withAddress(Address.free());
  }

  private static byte[] picture() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(60, 50, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }

  private HttpResponse<String> get(InferenceServer server, String path, String... headers)
      throws Exception {
    return send(server, path, HttpRequest.newBuilder(), headers);
  }

  private HttpResponse<String> send(
      InferenceServer server, String path, HttpRequest.Builder request, String... headers)
      throws Exception {
    request.uri(URI.create("http://127.0.0.1:" + server.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void thePageLoadsItsOwnFilesOnly() throws Exception {
    try (InferenceServer server = InferenceServer.start(options())) {
      HttpResponse<String> page = get(server, "/");
      assertThat(page.statusCode()).isEqualTo(200);
      String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
      assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe", "http", "data:");
      assertThat(page.body()).contains("<html").doesNotContain("http://", "https://", "style=");
      for (String name : page.body().split("\"", -1)) {
        if (name.startsWith("page/")) {
          HttpResponse<String> file = get(server, "/" + name);
          assertThat(file.statusCode()).as(name).isEqualTo(200);
          assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
          assertThat(file.body().replace("http://www.w3.org/2000/svg", ""))
              .doesNotContain("http://", "https://", "innerHTML", "eval(");
        }
      }
    }
  }

  @Test
  void theCardTellsWhatTheFileHolds() throws Exception {
    try (InferenceServer server = InferenceServer.start(options())) {
      ObjectMapper json = new ObjectMapper();
      assertThat(get(server, "/page/models").body()).isEqualTo("{\"models\":[\"shoes\"]}");
      JsonNode card = json.readTree(get(server, "/page/models/shoes").body());
      assertThat(card.get("classes")).extracting(JsonNode::asText).isEqualTo(LABELS);
      assertThat(card.at("/facts/metrics").asText()).isEqualTo("top-1 90 %");
      assertThat(card.get("recipe").asText()).isEqualTo("epochs: 3\n");
      assertThat(card.get("confusion").toString()).isEqualTo("[[1,0,2],[0,3,0],[0,0,4]]");
      assertThat(card.at("/preparation/crop").asInt()).isEqualTo(48);
      assertThat(card.at("/network/rows/1/name").asText()).isEqualTo("conv1");
      assertThat(get(server, "/page/models/none").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void metricsCountRequests() throws Exception {
    try (InferenceServer server = InferenceServer.start(options())) {
      get(server, "/page/models/none");
      HttpResponse<String> metrics = get(server, "/metrics");
      assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain;");
      assertThat(metrics.body())
          .contains("outcome=\"not_found\",protocol=\"http\"} 1.0")
          .contains("googlenet_model_info{model=\"shoes\",version=\"1\"} 1");
    }
  }

  @Test
  void withoutTheTokenOnlyHealthAndThePageAnswer() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
    ServerOptions options = options().withSafety(Safety.DEFAULT.withTokenFile(file));
    try (InferenceServer server = InferenceServer.start(options)) {
      for (String open : List.of("/", "/page/page.js", "/v2/health/live", "/v2/health/ready")) {
        assertThat(get(server, open).statusCode()).as(open).isEqualTo(200);
      }
      for (String closed :
          List.of(
              "/metrics",
              "/page/models",
              "/page/models/shoes",
              "/none",
              "//",
              "/page/../metrics")) {
        assertThat(get(server, closed).statusCode()).as(closed).isIn(400, 401);
      }
      HttpResponse<String> refused =
          send(
              server,
              "/predict",
              HttpRequest.newBuilder().POST(BodyPublishers.ofByteArray(picture())),
              "Authorization",
              "Bearer 0123456789abcdeX");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(refused.body())
          .isEqualTo(
              "{\"error\":\"authorization: expected this server's token, found none or another."
                  + " Send the header Authorization: Bearer TOKEN.\"}");
      HttpResponse<String> answered =
          send(
              server,
              "/predict",
              HttpRequest.newBuilder().POST(BodyPublishers.ofByteArray(picture())),
              "Authorization",
              "Bearer 0123456789abcdef");
      assertThat(answered.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aBadTokenFileIsRefusedBeforeThePortIsTaken() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "short");
    ServerOptions options = options().withSafety(Safety.DEFAULT.withTokenFile(file));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> InferenceServer.start(options))
        .withMessageStartingWith(file + ": expected a token of 16 to 4096");
  }

  @Test
  void eachRequestIsALineOfTheLog() throws Exception {
    ServerOptions options = options().withLogging(new Logging(LogFormat.TEXT, log::add));
    int sent;
    try (InferenceServer server = InferenceServer.start(options)) {
      HttpResponse<String> answer =
          send(
              server,
              "/predict?name=secret.jpg",
              HttpRequest.newBuilder().POST(BodyPublishers.ofByteArray(picture())),
              "traceparent",
              TRACE,
              "User-Agent",
              "secret");
      assertThat(answer.headers().firstValue("traceparent")).contains(TRACE);
      sent = answer.body().getBytes(StandardCharsets.UTF_8).length;
      get(server, "/secret.jpg");
    }
    assertThat(log).hasSize(2);
    assertThat(log.get(0))
        .contains(" http POST /predict ", " shoes:1 200 answered pictures=1 ", "trace=" + TRACE)
        .contains(" in=" + picture().length + " out=" + sent + " ");
    assertThat(log.get(1)).contains(" http GET - 404 not_found ", "trace=-");
    assertThat(log).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void othersDoNotReachAJvmWithFaultyBase64() throws Exception {
    Assumptions.assumeTrue(Base64Fault.present(), "skipped: this JVM has no such fault");
    ServerOptions options = options().withAddress(new Address("0.0.0.0", 0, OptionalInt.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InferenceServer.start(options))
        .withMessageStartingWith("host: expected 127.0.0.1, because this JDK (");
  }
}
