package io.github.googlenet4j.download;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Writes a response's body to the end of a file, up to a limit. */
final class BodyToFile implements BodySubscriber<Boolean> {
  private final FileChannel channel;
  private final long limit;
  private final Runnable progress;
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();
  private @Nullable Subscription subscription;

  /**
   * @param limit the largest size of the file; 0 to write nothing and drop the body
   * @param progress run after each piece
   */
  BodyToFile(FileChannel channel, long limit, Runnable progress) {
    this.channel = channel;
    this.limit = limit;
    this.progress = progress;
  }

  /** Completes with whether the whole body was within the limit. */
  @Override
  public CompletionStage<Boolean> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    if (limit == 0) {
      given.cancel();
      done.complete(false);
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    Subscription current = subscription;
    if (current == null || done.isDone()) {
      return;
    }
    try {
      for (ByteBuffer piece : pieces) {
        if (channel.size() + piece.remaining() > limit) {
          current.cancel();
          done.complete(false);
          return;
        }
        while (piece.hasRemaining()) {
          channel.write(piece, channel.size());
        }
      }
    } catch (IOException e) {
      current.cancel();
      done.completeExceptionally(new DiskException(e));
      return;
    }
    progress.run();
    current.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    done.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    done.complete(true);
  }

  /** The disk, not the server. */
  static final class DiskException extends IOException {
    DiskException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
