package io.github.googlenet4j.loading;

import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Preparation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Reads and prepares pictures on several cores, one batch at each call of {@link #next}.
 *
 * <p>It does not read ahead: the network uses all cores itself, and a core that is taken from it
 * holds up the others (docs/decisions.md). Used by one thread.
 */
public final class PicturePipeline implements AutoCloseable {
  /**
   * Prepared pictures in the order given. The place of a picture that could not be read holds
   * values without meaning.
   *
   * @param pictures NHWC, 0..255
   * @param refusals for each file why it could not be read; empty if it could
   */
  public record PreparedBatch(FloatBuffer pictures, List<Path> files, List<String> refusals) {
    /** How many pictures the batch has, those that could not be read included. */
    public int size() {
      return files.size();
    }
  }

  private final PictureReader reader;
  private final Preparation preparation;
  private final List<Path> files;
  private final int largest;
  private final ReadingThreads pool;
  private final FloatBuffer pictures;
  private int taken;

  /** A pipeline that reads on all cores, in batches of {@code largest} files at most. */
  public PicturePipeline(
      PictureReader reader, Preparation preparation, int largest, List<Path> files) {
    this(reader, preparation, largest, 0, files);
  }

  /**
   * A pipeline that reads on some cores.
   *
   * @param largest files in a batch at most; fewer where their pictures would exceed 2 GiB
   * @param threads that read; 0 for all cores
   */
  public PicturePipeline(
      PictureReader reader, Preparation preparation, int largest, int threads, List<Path> files) {
    this.reader = reader;
    this.preparation = preparation;
    this.files = files;
    this.largest = (int) Math.min(largest, mostPictures(preparation));
    this.pool = new ReadingThreads(threads);
    int size = this.largest * 3 * preparation.crop() * preparation.crop();
    this.pictures = buffer(size);
  }

  /** A buffer holds at most 2 GiB; a side is limited so that one picture always fits. */
  static long mostPictures(Preparation preparation) {
    return Integer.MAX_VALUE / ((long) Float.BYTES * 3 * preparation.crop() * preparation.crop());
  }

  /** A direct buffer of {@code size} values in native byte order, as a program reads them. */
  public static FloatBuffer buffer(int size) {
    return ByteBuffer.allocateDirect(Float.BYTES * size)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /**
   * The next batch, empty at the end; it is the caller's until the next call.
   *
   * @throws CancellationException if the calling thread is interrupted; the pipeline is closed then
   */
  public PreparedBatch next() {
    List<Path> some = files.subList(taken, Math.min(files.size(), taken + largest));
    taken += some.size();
    PreparedBatch batch =
        new PreparedBatch(pictures, some, new ArrayList<>(Collections.nCopies(some.size(), "")));
    List<Callable<Integer>> work = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      int index = i;
      work.add(() -> read(batch, index));
    }
    pool.all(work);
    return batch;
  }

  /**
   * Hands on all batches that are left, in order; each is the action's until it returns.
   *
   * @throws CancellationException if the calling thread is interrupted; the pipeline is closed then
   */
  public void forEachBatch(Consumer<PreparedBatch> action) {
    for (PreparedBatch batch = next(); batch.size() > 0; batch = next()) {
      action.accept(batch);
    }
  }

  private int read(PreparedBatch batch, int index) {
    try {
      reader.use(
          batch.files().get(index),
          inspection -> {
            preparation.into(inspection.picture(), batch.pictures(), index);
            return index;
          });
    } catch (PictureException e) {
      batch.refusals().set(index, String.valueOf(e.getMessage()));
    }
    return index;
  }

  @Override
  public void close() {
    pool.close();
  }
}
