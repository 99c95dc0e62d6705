package io.github.googlenet4j.serve.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.googlenet4j.serve.InferenceServer;
import io.github.googlenet4j.serve.SampleModel;
import io.github.googlenet4j.serve.connection.SlowConnections.Progress;
import io.github.googlenet4j.serve.settings.Address;
import io.github.googlenet4j.serve.settings.Safety;
import io.github.googlenet4j.serve.settings.ServerOptions;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {
  @TempDir private Path folder = Path.of("");

  private static HttpClient trusting(PemPair pair) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", pair.store().getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  @Test
  void clientsThatTrustTheCertificateAreAnswered() throws Exception {
    MadeCertificate made = MadeCertificate.of(folder, "server", "EC");
    Path model =
        SampleModel.write(folder.resolve("m.safetensors"), List.of("hat", "shoe"), Map.of());
    ServerOptions options =
        ServerOptions.of(Map.of("shoes", model))
            .withAddress(Address.free())
            .withSafety(Safety.DEFAULT.withTls(made.certificate(), made.key()));
    try (InferenceServer server = InferenceServer.start(options)) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("https://localhost:" + server.port() + "/v2/health/ready"))
              .build();
      HttpClient client = trusting(PemPair.read(made.certificate(), made.key()));
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThatExceptionOfType(SSLException.class)
          .isThrownBy(() -> HttpClient.newHttpClient().send(request, BodyHandlers.ofString()));
      HttpRequest open =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + server.port() + "/v2/health/ready"))
              .build();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> HttpClient.newHttpClient().send(open, BodyHandlers.ofString()));
    }
  }

  @Test
  void bytesThatDripAreSlow() {
    Progress none = new Progress(0, 0, 0, 0);
    assertThat(none.isSlowSince(none)).as("nothing ever came").isTrue();
    assertThat(new Progress(0, 0, 30, 0).isSlowSince(none)).as("half of headers").isTrue();
    Progress first = new Progress(1, 1, 200, 900);
    assertThat(first.isSlowSince(none)).as("answered").isFalse();
    assertThat(first.isSlowSince(first)).as("waits for the next one").isFalse();
    assertThat(new Progress(1, 1, 201, 900).isSlowSince(first)).as("next headers drip").isTrue();
    Progress second = new Progress(2, 1, 400, 900);
    assertThat(second.isSlowSince(second)).as("the server works").isFalse();
    assertThat(new Progress(2, 1, 401, 900).isSlowSince(second)).as("a body drips").isTrue();
    assertThat(new Progress(2, 1, 400 + SlowConnections.DRIP, 900).isSlowSince(second))
        .as("a body comes")
        .isFalse();
    assertThat(new Progress(2, 1, 400, 901).isSlowSince(second)).as("an answer drips").isTrue();
    assertThat(new Progress(2, 2, 401, 901).isSlowSince(second)).as("answered").isFalse();
  }

  @Test
  @Timeout(120)
  void whoDripsIsCutOffAndOthersAreAnswered() throws Exception {
    Connections connections =
        new Connections(Address.free(), Optional.empty(), 3, Duration.ofMillis(100));
    Javalin server =
        Javalin.create(
            config -> {
              connections.configure(config);
              config.routes.get("/", context -> context.result("here"));
            });
    server.start();
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      AtomicBoolean cut = new AtomicBoolean();
      Thread dripping =
          new Thread(
              () -> {
                try {
                  OutputStream out = slow.getOutputStream();
                  out.write(
                      "GET / HTTP/1.1\r\nHost: here\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                  while (!cut.get()) {
                    out.write('x'); // fails once the server has closed
                    out.flush();
                    Thread.sleep(10);
                  }
                } catch (IOException | InterruptedException e) {
                  cut.set(true);
                }
              });
      dripping.start();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/")).build();
      assertThat(answer(request)).isEqualTo("here");
      assertThat(closedByServer(slow)).isTrue();
      assertThat(closedByServer(silent)).isTrue();
      cut.set(true);
      dripping.join();
    } finally {
      server.stop();
    }
  }

  /** Asks until it is answered: on a busy machine an honest client may be slow, too. */
  private static String answer(HttpRequest request) throws InterruptedException {
    Optional<String> body = Optional.empty();
    while (body.isEmpty()) {
      try {
        body =
            Optional.of(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
      } catch (IOException e) {
        body = Optional.empty(); // cut off
      }
    }
    return body.get();
  }

  /** Waits until the server ends the connection. */
  private static boolean closedByServer(Socket socket) throws IOException {
    socket.setSoTimeout(60_000);
    try {
      InputStream in = socket.getInputStream();
      in.readAllBytes(); // a refusal, perhaps
      return true;
    } catch (SocketException e) {
      return true;
    }
  }
}
