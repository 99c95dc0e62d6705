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
 * @param safety who may ask, over which connections
 * @param logging the access log
 */
public record ServerOptions(
    Map<String, Path> models,
    Optional<Path> folder,
    boolean watch,
    Address address,
    ServerLimits limits,
    EngineOptions engine,
    Safety safety,
    Logging logging) {
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
        EngineOptions.DEFAULT,
        Safety.DEFAULT,
        Logging.NONE);
  }

  /** With the model files in this folder, too. */
  public ServerOptions withFolder(Path value) {
    return new ServerOptions(
        models, Optional.of(value), watch, address, limits, engine, safety, logging);
  }

  /** With changed files taken over, or not. */
  public ServerOptions withWatch(boolean value) {
    return new ServerOptions(models, folder, value, address, limits, engine, safety, logging);
  }

  /** At this address. */
  public ServerOptions withAddress(Address value) {
    return new ServerOptions(models, folder, watch, value, limits, engine, safety, logging);
  }

  /** With these limits. */
  public ServerOptions withLimits(ServerLimits value) {
    return new ServerOptions(models, folder, watch, address, value, engine, safety, logging);
  }

  /** With these options for the engine. */
  public ServerOptions withEngine(EngineOptions value) {
    return new ServerOptions(models, folder, watch, address, limits, value, safety, logging);
  }

  /** With this safety. */
  public ServerOptions withSafety(Safety value) {
    return new ServerOptions(models, folder, watch, address, limits, engine, value, logging);
  }

  /** With this access log. */
  public ServerOptions withLogging(Logging value) {
    return new ServerOptions(models, folder, watch, address, limits, engine, safety, value);
  }
}
