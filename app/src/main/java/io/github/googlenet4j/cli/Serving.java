package io.github.googlenet4j.cli;

import io.github.googlenet4j.serve.InferenceServer;
import io.github.googlenet4j.serve.settings.Address;
import io.github.googlenet4j.serve.settings.LogFormat;
import io.github.googlenet4j.serve.settings.Logging;
import io.github.googlenet4j.serve.settings.Safety;
import io.github.googlenet4j.serve.settings.ServerLimits;
import io.github.googlenet4j.serve.settings.ServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What {@code googlenet serve} does. */
final class Serving {
  /** Kept, because the JDK forgets the level of a logger that nobody refers to. */
  private static final List<Logger> LIBRARIES =
      List.of(
          Logger.getLogger("io.javalin"),
          Logger.getLogger("org.eclipse.jetty"),
          Logger.getLogger("io.grpc"));

  /** What the server has to say, of models that change for instance. */
  private static final Logger NOTES = Logger.getLogger("io.github.googlenet4j.serve");

  private final ServeCommand asked;
  private final PrintWriter err;

  Serving(ServeCommand asked, PrintWriter err) {
    this.asked = asked;
    this.err = err;
  }

  /** Serves until the process is told to end. */
  int run() throws IOException, InterruptedException {
    LIBRARIES.forEach(logger -> logger.setLevel(Level.WARNING));
    LIBRARIES.get(0).setLevel(Level.OFF); // what it says is said by this command
    NOTES.addHandler(new Notes());
    NOTES.setUseParentHandlers(false);
    InferenceServer server = InferenceServer.start(options());
    Thread stop =
        new Thread(
            () -> {
              server.close();
              // Told to end and ended in order: 0, which the JVM would not say after a signal.
              Runtime.getRuntime().halt(0);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    err.printf(
        "googlenet: listening on %s://%s:%d",
        asked.certificate.isPresent() ? "https" : "http", asked.host, server.port());
    server.grpcPort().ifPresent(port -> err.printf(" and for gRPC on %s:%d", asked.host, port));
    err.println();
    err.flush();
    new CountDownLatch(1).await(); // until a signal
    return 0;
  }

  private ServerOptions options() {
    OptionalInt grpc = asked.grpcPort == -1 ? OptionalInt.empty() : OptionalInt.of(asked.grpcPort);
    ServerLimits limits =
        ServerLimits.DEFAULT
            .withBytes(asked.bytes)
            .withPixels(asked.pixels)
            .withWaiting(asked.queue)
            .withTimeout(Duration.ofMillis(Math.round(1000 * asked.timeout)));
    ServerOptions options =
        ServerOptions.of(models())
            .withWatch(asked.watch)
            .withAddress(new Address(asked.host, asked.port, grpc))
            .withLimits(limits)
            .withSafety(safety())
            .withLogging(new Logging(LogFormat.named(asked.logFormat), this::log))
            .withEngine(asked.engine.options());
    return asked.folder.map(options::withFolder).orElse(options);
  }

  private Safety safety() {
    return new Safety(asked.tokenFile, asked.certificate, asked.key, asked.connections);
  }

  private void log(String line) {
    err.println(line);
    err.flush();
  }

  private Map<String, Path> models() {
    Map<String, Path> models = new LinkedHashMap<>();
    for (String each : asked.models) {
      int equals = each.indexOf('=');
      Optional<String> name =
          equals < 0 ? Optional.empty() : Optional.of(each.substring(0, equals));
      Path file = Path.of(each.substring(equals + 1));
      if (models.put(name.orElseGet(() -> stem(file)), file) != null) {
        throw new IllegalArgumentException(
            "--model: expected a name once, found %s twice. Choose two names.".formatted(each));
      }
    }
    return models;
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** Prints what the server logs as notes of this command. */
  private final class Notes extends Handler {
    @Override
    public void publish(LogRecord entry) {
      err.println("googlenet: " + OptionHints.added(String.valueOf(entry.getMessage())));
      if (entry.getThrown() != null) {
        entry.getThrown().printStackTrace(err);
      }
      err.flush();
    }

    @Override
    public void flush() {
      err.flush();
    }

    @Override
    public void close() {}
  }
}
