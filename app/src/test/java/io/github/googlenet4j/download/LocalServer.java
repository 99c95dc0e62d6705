package io.github.googlenet4j.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that fails in the way that the path asks for. */
final class LocalServer implements AutoCloseable {
  private static final int PIECE = 100_000;

  private final byte[] content;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  LocalServer(byte[] content) throws IOException {
    this.content = content;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
  }

  /** The paths that were asked for, with the range if one was. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(range == null ? path : path + " " + range);
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    int asked = requests.size();
    try (exchange) {
      switch (path) {
        case "/cut" -> send(exchange, from, Math.min(content.length, from + PIECE), 0);
        case "/no-range" -> send(exchange, 0, content.length, 0);
        case "/busy" -> {
          if (asked < 3) {
            exchange.sendResponseHeaders(503, -1);
          } else {
            send(exchange, from, content.length, 0);
          }
        }
        case "/stall" -> {
          if (asked == 1) {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, PIECE);
            exchange.getResponseBody().flush();
            sleep(3000);
          } else {
            send(exchange, from, content.length, 0);
          }
        }
        case "/slow" -> send(exchange, from, content.length, 50);
        case "/other" -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(new byte[content.length]);
        }
        case "/long" -> {
          exchange.sendResponseHeaders(200, 0); // in chunks: the length is not told
          exchange.getResponseBody().write(new byte[content.length + 1]);
        }
        case "/empty" -> exchange.sendResponseHeaders(200, -1);
        case "/moved" -> redirect(exchange, "/whole");
        case "/circle" -> redirect(exchange, "/circle");
        case "/whole", "/mirror/w.bin" -> send(exchange, from, content.length, 0);
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  /** Promises all from an offset, and sends it up to another. */
  private void send(HttpExchange exchange, int from, int to, int pauseMillis) throws IOException {
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    OutputStream out = exchange.getResponseBody();
    int step = pauseMillis == 0 ? to - from : 30_000;
    for (int at = from; at < to; at += step) {
      out.write(content, at, Math.min(step, to - at));
      out.flush();
      sleep(pauseMillis);
    }
    if (to == content.length) {
      out.close();
    }
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
