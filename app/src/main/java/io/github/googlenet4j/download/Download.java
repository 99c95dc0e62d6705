package io.github.googlenet4j.download;

import java.io.IOException;
import java.net.Authenticator;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Downloads one file of weights.
 *
 * <p>Bytes go to a file beside the target. What was cut off is resumed where it ended; a server
 * that cannot resume sends all of it again. Only when size and digest are right does the file get
 * its name. A wrong digest after a resumed download may be that of two versions: then it begins
 * once more.
 *
 * <p>Redirects are followed, but not from https to http. The JVM's proxy settings hold.
 */
final class Download {
  /** Of a file whose size is not known. */
  private static final long LARGEST = 1L << 30;

  private static final long STEP_MILLIS = 100;
  private static final int PARTIAL = 206;
  private static final int OK = 200;
  private static final int RANGE = 416;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int REDIRECT = 300;
  private static final int CLIENT_ERROR = 400;

  /** Shows how far it is. */
  interface Progress {
    /**
     * Called a few times a second.
     *
     * @param bytes so far
     * @param size of the whole; 0 where it is not known
     */
    void show(long bytes, long size);
  }

  /** Something that another attempt may mend. */
  private static final class Passing extends IOException {
    Passing(String message) {
      super(message);
    }
  }

  private final PublishedWeights weights;
  private final URI address;
  private final Patience patience;
  private final Progress progress;

  Download(PublishedWeights weights, URI address, Patience patience, Progress progress) {
    this.weights = weights;
    this.address = address;
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * Downloads it to a file that does not exist yet; its folder exists.
   *
   * @throws IOException if it cannot be had, or is not what was published; the message is one line
   */
  void to(Path target) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      lock(channel); // until it is closed
      boolean resumed = channel.size() > 0;
      fetch(channel);
      channel.force(true);
      FileDigest found = FileDigest.of(part);
      if (resumed && found.difference(weights).isPresent()) {
        channel.truncate(0);
        fetch(channel);
        channel.force(true);
        found = FileDigest.of(part);
      }
      Optional<String> difference = found.difference(weights);
      if (difference.isPresent()) {
        channel.truncate(0);
        throw new IOException(
            "%s: %s. Nothing was kept; download it elsewhere or name a mirror."
                .formatted(address, difference.get()));
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      if (Files.exists(part) && Files.size(part) == 0) {
        Files.deleteIfExists(part);
      }
    }
  }

  private void lock(FileChannel channel) throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      throw new IOException(
          "%s: expected to download it, found another process at it. Wait for it."
              .formatted(address));
    }
  }

  private void fetch(FileChannel channel) throws IOException {
    HttpClient client =
        clientBuilder()
            .connectTimeout(patience.connect())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    String reason = "";
    for (int attempt = 1; attempt <= patience.attempts(); attempt++) {
      if (attempt > 1) {
        pause(attempt);
      }
      try {
        attempt(client, channel);
        return;
      } catch (Passing e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    throw new IOException(
        "%s: expected %s, found: %s (%d attempts). Try again: it goes on where it ended."
            .formatted(address, weights.file(), reason, patience.attempts()));
  }

  private static HttpClient.Builder clientBuilder() {
    HttpClient.Builder builder = HttpClient.newBuilder();
    Optional.ofNullable(ProxySelector.getDefault()).ifPresent(builder::proxy);
    Optional.ofNullable(Authenticator.getDefault()).ifPresent(builder::authenticator);
    return builder;
  }

  private void pause(int attempt) throws IOException {
    try {
      Thread.sleep(patience.before(attempt).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(address + ": stopped.", e);
    }
  }

  /** One request, which adds to what is there. */
  private void attempt(HttpClient client, FileChannel channel) throws IOException {
    long begin = channel.size();
    if (weights.size() > 0 && begin >= weights.size()) {
      if (begin == weights.size()) {
        return; // the digest decides
      }
      channel.truncate(0);
      begin = 0;
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(address).GET();
    if (begin > 0) {
      request.header("Range", "bytes=%d-".formatted(begin));
    }
    AtomicLong moved = new AtomicLong(System.nanoTime());
    AtomicLong size = new AtomicLong(weights.size());
    long from = begin;
    CompletableFuture<HttpResponse<Boolean>> answer =
        client.sendAsync(
            request.build(),
            info -> {
              moved.set(System.nanoTime());
              return new BodyToFile(
                  channel,
                  begun(info, channel, from, size) ? limit() : 0,
                  () -> moved.set(System.nanoTime()));
            });
    HttpResponse<Boolean> response = await(answer, channel, moved, size);
    check(response, channel, from);
  }

  private long limit() {
    return weights.size() > 0 ? weights.size() : LARGEST;
  }

  /** Whether the body belongs behind what is there, which is dropped if it is sent again. */
  private boolean begun(ResponseInfo info, FileChannel channel, long from, AtomicLong size) {
    long length = info.headers().firstValueAsLong("Content-Length").orElse(0);
    if (info.statusCode() == PARTIAL) {
      String range = info.headers().firstValue("Content-Range").orElse("");
      size.compareAndSet(0, length + from);
      return range.startsWith("bytes %d-".formatted(from));
    }
    if (info.statusCode() != OK) {
      return false;
    }
    try {
      channel.truncate(0);
    } catch (IOException e) {
      return false;
    }
    size.compareAndSet(0, length);
    return length <= limit();
  }

  private HttpResponse<Boolean> await(
      CompletableFuture<HttpResponse<Boolean>> answer,
      FileChannel channel,
      AtomicLong moved,
      AtomicLong size)
      throws IOException {
    while (true) {
      try {
        return answer.get(STEP_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        progress.show(channel.size(), size.get());
        if (System.nanoTime() - moved.get() > patience.stall().toNanos()) {
          answer.cancel(true);
          throw new Passing("no bytes for %d s".formatted(patience.stall().toSeconds()));
        }
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw new IOException(address + ": stopped.", e);
      } catch (ExecutionException | CancellationException e) {
        Throwable cause = e.getCause();
        if (cause instanceof BodyToFile.DiskException) {
          throw new IOException(
              "%s: expected to keep it in the cache, found: %s. Check the disk."
                  .formatted(address, cause.getMessage()),
              e);
        }
        throw new Passing(reason(cause));
      }
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "cancelled";
    }
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private void check(HttpResponse<Boolean> response, FileChannel channel, long from)
      throws IOException {
    int status = response.statusCode();
    if (status == RANGE || (status == PARTIAL && channel.size() == from && !response.body())) {
      channel.truncate(0);
      throw new Passing("status %d for a part".formatted(status));
    }
    if (status >= SERVER_ERROR || status == TOO_MANY) {
      throw new Passing("status " + status);
    }
    if (status >= REDIRECT && status < CLIENT_ERROR) {
      throw refused("expected the file, found too many redirects, or one from https to http");
    }
    if (status != OK && status != PARTIAL) {
      throw refused("expected the file, found status " + status);
    }
    if (!response.body()) {
      channel.truncate(0);
      throw refused("expected at most %d bytes, found more".formatted(limit()));
    }
    if (weights.size() > 0 && channel.size() < weights.size() && channel.size() > 0) {
      throw new Passing("%d of %d bytes".formatted(channel.size(), weights.size()));
    }
  }

  private IOException refused(String problem) {
    return new IOException(
        "%s: %s. Look for it elsewhere, or name a mirror.".formatted(address, problem));
  }
}
