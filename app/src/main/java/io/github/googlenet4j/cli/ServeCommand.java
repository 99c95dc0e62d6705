package io.github.googlenet4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code googlenet serve}: answers over HTTP and gRPC. Picocli looks at the members of every
 * command at every start, so none here has a type of the server, which would load its libraries.
 */
@Command(
    name = "serve",
    description = "Answers pictures over HTTP and gRPC.",
    footer = {
      "",
      "SIGTERM stops it: requests that were accepted are answered first.",
      "",
      "Example:",
      "  googlenet serve --model shoes=runs/shoes/model.safetensors",
      "  curl -T photograph.jpg http://127.0.0.1:8000/predict"
    })
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "NAME=FILE",
      description = "A model file, and the name under which it answers; may be repeated.")
  List<String> models = new ArrayList<>();

  @Option(
      names = "--models",
      paramLabel = "FOLDER",
      description = "All model files of a folder, each under its name without the ending.")
  Optional<Path> folder = Optional.empty();

  @Option(names = "--watch", description = "Take changed model files over.")
  boolean watch;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Interface to listen on (default: ${DEFAULT-VALUE}, this machine alone).")
  String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of HTTP; 0 for a free one (default: ${DEFAULT-VALUE}).")
  int port = 8000;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      description = "Port of gRPC; 0 for a free one, -1 for none (default: ${DEFAULT-VALUE}).")
  int grpcPort = 8001;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "Refuse what cannot be answered in this time, at once (default: ${DEFAULT-VALUE}).")
  double timeout = 20;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "Pictures that may wait; more are refused (default: ${DEFAULT-VALUE}).")
  int queue = 1024;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description = "Refuse larger requests (default: ${DEFAULT-VALUE}).")
  int bytes = 64 << 20;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description = "Refuse pictures of more pixels (default: ${DEFAULT-VALUE}).")
  long pixels = 50_000_000;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Ask clients for the token in this file: Authorization: Bearer TOKEN.")
  Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Encrypt connections: the server's certificate and its chain, in PEM.")
  Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's private key, in PEM (PKCS #8, not encrypted).")
  Optional<Path> key = Optional.empty();

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Connections of HTTP at the same time (default: ${DEFAULT-VALUE}).")
  int connections = 1024;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "Lines of the access log on standard error: text (the default), json or none.")
  String logFormat = "text";

  @Mixin EngineFlags engine = new EngineFlags();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    return new Serving(this, spec.commandLine().getErr()).run();
  }
}
