package io.github.googlenet4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.googlenet4j.serve.settings.Address;
import io.github.googlenet4j.serve.settings.ServerOptions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;

/** A server on free ports with one small model, and a client of it. */
public final class RunningServer implements AutoCloseable {
  /** The model's name. */
  public static final String MODEL = "shoes";

  /** Its labels. */
  public static final List<String> LABELS = List.of("hat", "shirt", "shoe");

  /** The side of the squares that it sees. */
  public static final int SIDE = 48;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final InferenceServer server;
  private final Path file;
  private final int port; // known after it is closed, too

  private RunningServer(InferenceServer server, Path file) {
    this.server = server;
    this.file = file;
    this.port = server.port();
  }

  /** One with the usual options. */
  public static RunningServer start(Path folder) throws IOException {
    return start(folder, options -> options);
  }

  /** One with these changes of its options. */
  public static RunningServer start(Path folder, UnaryOperator<ServerOptions> change)
      throws IOException {
    Path file = SampleModel.write(folder.resolve("model.safetensors"), LABELS, Map.of());
    ServerOptions options =
        change.apply(ServerOptions.of(Map.of(MODEL, file)).withAddress(Address.free()));
    return new RunningServer(InferenceServer.start(options), file);
  }

  /** The server. */
  public InferenceServer server() {
    return server;
  }

  /** The model's file. */
  public Path file() {
    return file;
  }

  /** A PNG that is another one for another shade. */
  public static byte[] picture(int shade) {
    BufferedImage image = new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(shade & 255, 255 - (shade & 255), shade * 7 & 255));
    graphics.fillOval(5 + shade % 20, 5, 50, 40);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Sends a request; the body of the answer comes as bytes. */
  public HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofMinutes(1))
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JSON of an answer. */
  public static JsonNode json(HttpResponse<byte[]> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
