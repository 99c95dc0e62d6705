package io.github.googlenet4j.loading;

import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Preparation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Runs a program over picture files: they are read on several cores and run in batches. However
 * many files there are, only one batch is in memory.
 *
 * @param program compiled for pictures of this preparation
 * @param reader decodes the files
 * @param preparation makes a decoded picture the network's input
 * @param threads that read; 0 for all cores
 */
public record PictureRunner(
    Program program, PictureReader reader, Preparation preparation, int threads) {

  /** Told of every file, in the order given, on the caller's thread. */
  public interface Receiver {
    /**
     * The main head's values of a file: as many as the head has, from {@code from} on.
     *
     * @param index of the file
     * @param values of a whole batch, which must not be changed
     */
    void result(int index, float[] values, int from);

    /** Why a file could not be read, in one line. */
    void refusal(int index, String reason);

    /** How many files are done, after each batch. */
    default void done(int count) {}
  }

  /**
   * Runs over all files.
   *
   * @throws CancellationException if the calling thread is interrupted
   * @throws IllegalStateException if the program is closed
   */
  public void run(List<Path> files, Receiver receiver) {
    run(files, receiver, () -> false);
  }

  /**
   * Runs over all files, or until {@code stop} is true.
   *
   * @param stop asked before each batch
   * @return whether all files are done
   * @throws CancellationException if the calling thread is interrupted
   * @throws IllegalStateException if the program is closed
   */
  public boolean run(List<Path> files, Receiver receiver, BooleanSupplier stop) {
    int largest = Math.min(program.largestBatch(), Math.max(1, files.size()));
    try (PicturePipeline pipeline =
        new PicturePipeline(reader, preparation, largest, threads, files)) {
      int done = 0;
      while (done < files.size()) {
        if (stop.getAsBoolean()) {
          return false;
        }
        PicturePipeline.PreparedBatch batch = pipeline.next();
        float[] values = program.run(batch.pictures(), batch.size()).main();
        int width = values.length / batch.size();
        for (int i = 0; i < batch.size(); i++) {
          String refusal = batch.refusals().get(i);
          if (refusal.isEmpty()) {
            receiver.result(done + i, values, i * width);
          } else {
            receiver.refusal(done + i, refusal);
          }
        }
        done += batch.size();
        receiver.done(done);
      }
    }
    return true;
  }
}
