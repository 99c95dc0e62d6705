package io.github.googlenet4j.quantize;

import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.loading.PicturePipeline;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prepared pictures in memory, in batches. */
final class CalibrationPictures {
  static final int BATCH = 16;

  private final List<FloatBuffer> batches = new ArrayList<>();
  private final int size;
  private int count;
  private String refusal = ""; // the last one

  private CalibrationPictures(int size) {
    this.size = size;
  }

  /**
   * Reads them.
   *
   * @param most if there are more, this many are taken, evenly spread over the list
   * @param limits what one picture may cost
   * @throws IOException if none can be read
   */
  static CalibrationPictures read(
      List<Path> files, int most, Preparation preparation, PictureLimits limits)
      throws IOException {
    List<Path> some = new ArrayList<>();
    int taken = Math.min(most, files.size());
    for (int i = 0; i < taken; i++) {
      some.add(files.get((int) ((long) i * files.size() / taken)));
    }
    int size = 3 * preparation.crop() * preparation.crop();
    CalibrationPictures pictures = new CalibrationPictures(size);
    try (PicturePipeline pipeline =
        new PicturePipeline(new PictureReader(limits), preparation, BATCH, some)) {
      pipeline.forEachBatch(pictures::add);
    }
    if (pictures.batches.isEmpty()) {
      throw new IOException(
          "pictures: expected at least one that can be read, found none of %d (%s)."
              .formatted(some.size(), pictures.refusal));
    }
    return pictures;
  }

  /** Keeps those of a batch that could be read. */
  private void add(PicturePipeline.PreparedBatch batch) {
    int good = 0;
    for (String each : batch.refusals()) {
      good += each.isEmpty() ? 1 : 0;
      refusal = each.isEmpty() ? refusal : each;
    }
    if (good == 0) {
      return;
    }
    FloatBuffer buffer = PicturePipeline.buffer(good * size);
    int filled = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (batch.refusals().get(i).isEmpty()) {
        buffer.put(filled++ * size, batch.pictures(), i * size, size);
      }
    }
    batches.add(buffer);
    count += good;
  }

  int count() {
    return count;
  }

  List<FloatBuffer> batches() {
    return batches;
  }

  /** Pictures in a batch. */
  int size(FloatBuffer batch) {
    return batch.capacity() / size;
  }

  /** About this many pictures: batches, evenly spread over all. */
  CalibrationPictures sample(int wanted) {
    int kept = Math.min(batches.size(), (wanted + BATCH - 1) / BATCH);
    CalibrationPictures some = new CalibrationPictures(size);
    for (int i = 0; i < kept; i++) {
      FloatBuffer batch = batches.get(i * batches.size() / kept);
      some.batches.add(batch);
      some.count += size(batch);
    }
    return some;
  }
}
