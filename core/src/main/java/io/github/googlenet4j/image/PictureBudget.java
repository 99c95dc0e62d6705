package io.github.googlenet4j.image;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What decoding one picture has cost so far, against its {@link PictureLimits}.
 *
 * <p>Work that the file's structure announces is spent before decoding. A decoder cannot be stopped
 * between rows, but every one reads the file through a {@link PictureStream}, which asks {@link
 * #check}: it throws when the time is over or the thread was interrupted. Decoders may swallow that
 * exception, so a budget that is spent stays spent, and {@link PictureReader} asks it at the end.
 * Used by the one thread that decodes.
 */
final class PictureBudget {

  /** What a picture of any size may decode, in bytes: tiles may be larger than the picture. */
  private static final long ALWAYS = 128L << 20;

  private static final String OTHERWISE = "Save it again with another program.";
  private static final String MORE_WORK =
      "Save it again with another program or raise the limit of work.";

  private final String name;
  private final PictureLimits limits;
  private final LongSupplier clock;
  private final long begun;
  private long work;
  private boolean interrupted;
  private @Nullable PictureException refusal;

  PictureBudget(String name, PictureLimits limits) {
    this(name, limits, System::nanoTime);
  }

  /**
   * With a clock of one's own.
   *
   * @param clock gives nanoseconds, as {@link System#nanoTime}
   */
  PictureBudget(String name, PictureLimits limits, LongSupplier clock) {
    this.name = name;
    this.limits = limits;
    this.clock = clock;
    begun = clock.getAsLong();
  }

  /** Whether the thread was interrupted while it decoded. */
  boolean interrupted() {
    return interrupted;
  }

  /** Why the decoder was stopped; null if it was not. */
  @Nullable PictureException refusal() {
    return refusal;
  }

  /**
   * Counts work that is known before decoding.
   *
   * @param bytes to be decoded, in all parts of the file
   * @param fair what a picture of this size may need
   * @throws PictureException if it is more than that
   */
  void plan(long bytes, long fair) throws PictureException {
    long bound = Math.min(limits.work(), Math.max(ALWAYS, fair));
    if (bytes > bound) {
      throw refused(
          "at most " + bound + " bytes to decode for a picture of its size",
          Long.toString(bytes),
          bound == limits.work() ? MORE_WORK : OTHERWISE);
    }
    spend(bytes);
  }

  /** Counts decoded bytes. */
  void spend(long bytes) throws PictureException {
    work = bytes > Long.MAX_VALUE - work ? Long.MAX_VALUE : work + bytes;
    if (work > limits.work()) {
      throw refused("at most " + limits.work() + " bytes to decode", "at least " + work, MORE_WORK);
    }
    checkRefusal();
  }

  /** Refuses a picture whose decoder was stopped but did not say so. */
  void checkRefusal() throws PictureException {
    if (refusal != null) {
      throw refusal;
    }
  }

  /** Stops a decoder whose time is over or whose thread was interrupted. */
  void check() throws PictureException {
    if (Thread.currentThread().isInterrupted()) {
      interrupted = true;
      throw refused("to be decoded", "that its thread was interrupted", "Read it again.");
    }
    long taken = clock.getAsLong() - begun;
    if (taken > limits.time().toNanos()) {
      throw refused(
          "to be decoded within " + limits.time().toMillis() / 1000.0 + " s",
          TimeUnit.NANOSECONDS.toMillis(taken) / 1000.0 + " s",
          "Save it again with another program or raise the limit of time.");
    }
    checkRefusal();
  }

  private PictureException refused(String expected, String found, String advice) {
    refusal = new PictureException(name, expected, found, advice, null);
    return refusal;
  }
}
