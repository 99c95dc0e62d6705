package io.github.googlenet4j.loading;

import io.github.googlenet4j.augment.Augmenter;
import io.github.googlenet4j.augment.Mixing;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.random.SplitMix;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A batch that is being made: several threads fill its places, then one thread mixes it.
 *
 * <p>The fields that are not final are guarded by the loader's lock.
 */
final class PendingBatch {
  /**
   * Key of the mixing's random numbers, so that they differ from those of the order and the
   * pictures.
   */
  private static final long MIXING = 2;

  private static final long PICTURE = 3;

  /** The value of all pixels of a picture that could not be read. */
  private static final float GREY = 128;

  /** Buffers, which batches use in turns. */
  record BatchBuffers(FloatBuffer pictures, FloatBuffer targets) {}

  final BatchBuffers buffers;
  final Batch batch;
  private final TargetRows rows;
  private final LoaderOptions options;
  private final int[] order;
  private final int epoch;
  private final int first;

  int claimed;
  int filled;
  boolean ready;

  /** A batch of the {@code size} examples from place {@code first} of the epoch on. */
  PendingBatch(
      BatchBuffers buffers,
      TargetRows rows,
      LoaderOptions options,
      int[] order,
      int epoch,
      int first,
      int size,
      int side) {
    this.buffers = buffers;
    this.rows = rows;
    this.options = options;
    this.order = order;
    this.epoch = epoch;
    this.first = first;
    this.batch =
        new Batch(
            buffers.pictures().slice(0, size * side * side * 3),
            buffers.targets().slice(0, size * rows.classes()),
            new int[size],
            size,
            side);
  }

  /** Reads, varies and writes one picture and its target. */
  void fill(int index, PictureCache pictures, Augmenter augmenter) {
    int example = order[first + index];
    Picture picture = pictures.get(example);
    int side = batch.side();
    if (picture == null) {
      float[] grey = new float[3 * side * side];
      Arrays.fill(grey, GREY);
      batch.pictures().put(index * grey.length, grey);
    } else {
      SplitMix random = SplitMix.of(options.seed(), epoch, first + index, PICTURE);
      augmenter.into(picture, random, side, batch.pictures(), index);
    }
    batch.labels()[index] = rows.write(example, picture != null, batch.targets(), index);
  }

  /** Mixes the pictures. To be called once, when all places are filled. */
  void mix() {
    SplitMix random = SplitMix.of(options.seed(), epoch, first, MIXING);
    Mixing.draw(options.augmentation(), random, batch.side())
        .mix(batch.pictures(), batch.targets(), batch.labels(), batch.side(), rows.classes());
  }
}
