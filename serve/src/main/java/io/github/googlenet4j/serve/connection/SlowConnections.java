package io.github.googlenet4j.serve.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Closes connections over which bytes drip (slowloris): each byte comes in time for the limit on
 * silence, and a request never ends. It looks at every connection from time to time. One that was
 * slow at two looks is closed.
 */
final class SlowConnections implements Connection.Listener {
  /** Bytes between two looks, below which what moves at all drips. */
  static final long DRIP = 10_000;

  private final ServerConnector connector;
  private final Duration look;

  /**
   * What a connection has done until a look.
   *
   * @param requests begun, that is with all of their headers
   * @param answers sent
   * @param received bytes
   * @param sent bytes
   */
  record Progress(long requests, long answers, long received, long sent) {
    static Progress of(Connection connection) {
      return new Progress(
          connection.getMessagesIn(),
          connection.getMessagesOut(),
          connection.getBytesIn(),
          connection.getBytesOut());
    }

    /**
     * Whether it was slow since the look before: no request has ever come; or bytes came or went,
     * though few, and no request began or was answered. A request that the server works on, and a
     * connection that waits for the next one, move no bytes: they are not slow.
     */
    boolean isSlowSince(Progress before) {
      if (requests == 0) {
        return true;
      }
      return requests == before.requests
          && answers == before.answers
          && (drips(received - before.received) || drips(sent - before.sent));
    }

    private static boolean drips(long bytes) {
      return bytes > 0 && bytes < DRIP;
    }
  }

  SlowConnections(ServerConnector connector, Duration look) {
    this.connector = connector;
    this.look = look;
  }

  @Override
  public void onOpened(Connection connection) {
    if (!(connection instanceof SslConnection)) { // it is below one of HTTP
      lookLater(connection, Progress.of(connection), false);
    }
  }

  private void lookLater(Connection connection, Progress before, boolean slow) {
    connector
        .getScheduler()
        .schedule(() -> look(connection, before, slow), look.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(Connection connection, Progress before, boolean slow) {
    if (!connection.getEndPoint().isOpen()) {
      return;
    }
    Progress now = Progress.of(connection);
    boolean stillSlow = now.isSlowSince(before);
    if (slow && stillSlow) {
      connection.close();
    } else {
      lookLater(connection, now, stillSlow);
    }
  }
}
