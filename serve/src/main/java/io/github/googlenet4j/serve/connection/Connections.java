package io.github.googlenet4j.serve.connection;

import io.github.googlenet4j.serve.settings.Address;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The connections of HTTP: with TLS or without, only so many at a time, and none that is slow on
 * purpose.
 */
public final class Connections {
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Address address;
  private final Optional<PemPair> tls;
  private final int most;
  private final Duration look;

  /**
   * @param tls certificate and key; without them connections are not encrypted
   * @param most at the same time; more wait to be accepted
   */
  public Connections(Address address, Optional<PemPair> tls, int most) {
    this(address, tls, most, LOOK);
  }

  /**
   * @param look time between two looks at a connection's progress
   */
  Connections(Address address, Optional<PemPair> tls, int most, Duration look) {
    this.address = address;
    this.tls = tls;
    this.most = most;
    this.look = look;
  }

  /** Gives them to a server. */
  public void configure(JavalinConfig config) {
    config.jetty.addConnector(this::connector);
    config.jetty.modifyServer(server -> server.addBean(new NetworkConnectionLimit(most, server)));
  }

  /** Where they are accepted, as a message says it. */
  public String place() {
    return "port %d of %s".formatted(address.port(), address.host());
  }

  private ServerConnector connector(Server server, HttpConfiguration http) {
    ServerConnector connector =
        tls.map(
                pair -> {
                  HttpConfiguration secure = new HttpConfiguration(http);
                  // Names are checked by clients; a server may be reached under several.
                  secure.addCustomizer(new SecureRequestCustomizer(false));
                  return new ServerConnector(
                      server,
                      new SslConnectionFactory(context(pair), "http/1.1"),
                      new HttpConnectionFactory(secure));
                })
            .orElseGet(() -> new ServerConnector(server, new HttpConnectionFactory(http)));
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(http.getIdleTimeout());
    connector.addBean(new SlowConnections(connector, look));
    return connector;
  }

  private static SslContextFactory.Server context(PemPair pair) {
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setKeyStore(pair.store());
    context.setKeyStorePassword("");
    context.setSniRequired(false);
    context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
    return context;
  }
}
