package io.github.googlenet4j.serve.settings;

import io.github.googlenet4j.engine.EngineOptions;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a server is started with.
 *
 * @param models model files by the names under which they answer, the first one where a request
 *     names none
 * @param folder whose model files answer too, each under its name without the ending
 * @param watch whether changed files are taken over
 * @param address where it listens
 * @param limits on requests
 * @param engine threads, largest batch and precision
 */
public record ServerOptions(
    Map<String, Path> models,
    Optional<Path> folder,
    boolean watch,
    Address address,
    ServerLimits limits,
    EngineOptions engine) {
  public ServerOptions {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
  }

  /** These models, on this machine alone. */
  public static ServerOptions of(Map<String, Path> models) {
    return new ServerOptions(
        models,
        Optional.empty(),
        false,
        Address.DEFAULT,
        ServerLimits.DEFAULT,
        EngineOptions.DEFAULT);
  }

  /** With the model files in this folder, too. */
  public ServerOptions withFolder(Path value) {
    return new ServerOptions(models, Optional.of(value), watch, address, limits, engine);
  }

  /** With changed files taken over, or not. */
  public ServerOptions withWatch(boolean value) {
    return new ServerOptions(models, folder, value, address, limits, engine);
  }

  /** At this address. */
  public ServerOptions withAddress(Address value) {
    return new ServerOptions(models, folder, watch, value, limits, engine);
  }

  /** With these limits. */
  public ServerOptions withLimits(ServerLimits value) {
    return new ServerOptions(models, folder, watch, address, value, engine);
  }

  /** With these options for the engine. */
  public ServerOptions withEngine(EngineOptions value) {
    return new ServerOptions(models, folder, watch, address, limits, value);
  }
}
