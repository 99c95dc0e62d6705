package io.github.googlenet4j.serve.v2;

import java.util.List;

/** What a server says of itself. */
public final class ServerFacts {
  /** Its name. */
  public static final String NAME = "googlenet4j";

  /** What it does beyond the protocol's core. */
  public static final List<String> EXTENSIONS =
      List.of(
          "classification",
          "model_repository",
          "model_configuration",
          "binary_tensor_data",
          "parameters",
          "statistics");

  /** The platform that models of it have. */
  public static final String PLATFORM = "googlenet4j";

  /** Why it is not ready. */
  public static final String STOPPING =
      "server: expected one that takes requests, found one that stops.";

  /** Why a request cannot load or unload a model. */
  public static final String NO_LOADING =
      "repository: expected models as the server was started with, found a request to change them."
          + " Start it with other models.";

  private ServerFacts() {}

  /** Its version. */
  public static String version() {
    String version = ServerFacts.class.getPackage().getImplementationVersion();
    return version == null ? "0" : version;
  }
}
