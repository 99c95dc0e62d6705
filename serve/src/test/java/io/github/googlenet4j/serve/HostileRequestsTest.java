package io.github.googlenet4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent, no answer is a fault of the server, and it goes on to answer others. */
class HostileRequestsTest {
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "QUERY");

  private static final List<String> ROUTES =
      List.of(
          "/",
          "/predict",
          "/predict?top=99999999999&model=%00",
          "/predictions/shoes?explain=cam",
          "/predictions/..%2f..%2fetc",
          "/invocations",
          "/metrics",
          "/v2",
          "/v2/health/live",
          "/v2/health/ready",
          "/v2/models/shoes",
          "/v2/models/shoes/versions/99999999999999999999",
          "/v2/models/shoes/ready",
          "/v2/models/shoes/config",
          "/v2/models/shoes/stats",
          "/v2/models/shoes/infer",
          "/v2/models/shoes_tensor/infer",
          "/v2/models/stats",
          "/v2/repository/index",
          "/v2/repository/models/shoes/load");

  @TempDir private Path folder = Path.of("");

  private static List<byte[]> bodies() {
    List<byte[]> bodies = new ArrayList<>();
    bodies.add(new byte[0]);
    bodies.add(RunningServer.picture(3));
    String inputs =
        "{\"inputs\":[{\"name\":\"pixels\",\"datatype\":\"FP32\",\"shape\":%s,\"data\":%s}]}";
    for (String text :
        List.of(
            "{",
            "null",
            "[]",
            "\"",
            "{\"inputs\":null}",
            "{\"inputs\":[null]}",
            "{\"inputs\":[{\"name\":7}]}",
            "{\"inputs\":[],\"outputs\":{}}",
            "{\"inputs\":[{}],\"parameters\":{\"timeout\":-1,\"top\":-9}}",
            inputs.formatted("[-9223372036854775808,48,48,3]", "[]"),
            inputs.formatted("[1,48,48,3]", "[1e999]"),
            inputs.formatted("[1,48,48,3]", "[\"x\",1]"),
            inputs.formatted("[1,48,48,3]", "[[[[NaN]]]]"),
            inputs.formatted("[]", "[]"),
            "[".repeat(250_000),
            "{\"a\":".repeat(250_000),
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n")) {
      bodies.add(text.getBytes(StandardCharsets.UTF_8));
    }
    Random random = new Random(4);
    for (int i = 0; i < 4; i++) {
      byte[] noise = new byte[1 << (3 * i)];
      random.nextBytes(noise);
      bodies.add(noise);
    }
    return bodies;
  }

  private static List<String[]> headers() {
    return List.of(
        new String[0],
        new String[] {"Inference-Header-Content-Length", "0"},
        new String[] {"Inference-Header-Content-Length", "99999999999"},
        new String[] {"Content-Encoding", "deflate", "Accept-Encoding", "gzip"},
        new String[] {"Content-Type", "multipart/form-data; boundary=x", "Accept", "text/plain"});
  }

  @Test
  void noRequestIsAnsweredWithAFault() throws IOException {
    try (RunningServer running = RunningServer.start(folder)) {
      List<byte[]> bodies = bodies();
      List<String[]> headers = headers();
      int number = 0;
      for (String route : ROUTES) {
        for (String method : METHODS) {
          for (byte[] body : bodies) {
            // Each body with one of the headers, and over all with each.
            String[] some = headers.get(number++ % headers.size());
            HttpResponse<byte[]> response = running.send(method, route, body, some);
            assertThat(response.statusCode()).as("%s %s", method, route).isLessThan(500);
            assertThat(new String(response.body(), StandardCharsets.ISO_8859_1))
                .doesNotContain("Exception");
          }
        }
        assertThat(running.send("GET", "/v2/health/ready", new byte[0]).statusCode())
            .isEqualTo(200);
      }
    }
  }

  private static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void requestsThatAreNoHttpAreCutOff() throws IOException {
    try (RunningServer running = RunningServer.start(folder)) {
      int port = running.server().port();
      String host = "Host: x\r\n";
      for (String request :
          List.of(
              "\u0016\u0003\u0001\u0002garbage",
              "POST /predict HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n",
              "POST /predict HTTP/1.1\r\n" + host + "Content-Length: -5\r\n\r\n",
              "POST /predict HTTP/1.1\r\n"
                  + host
                  + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nxyz",
              "POST /predict HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
              "POST /predict HTTP/1.1\r\n" + host + "Content-Length: 100\r\n\r\ncut off",
              "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n" + host + "\r\n",
              "GET / HTTP/1.1\r\n"
                  + host
                  + ("X: " + "y".repeat(1000) + "\r\n").repeat(100)
                  + "\r\n",
              "GET / HTTP/9.9\r\n\r\n")) {
        assertThat(raw(port, request)).doesNotContain("HTTP/1.1 500").doesNotContain("Exception");
      }
      assertThat(running.send("GET", "/v2/health/ready", new byte[0]).statusCode()).isEqualTo(200);
    }
  }
}
