package io.github.googlenet4j.loading;

import io.github.googlenet4j.augment.Augmenter;
import io.github.googlenet4j.augment.Mixing;
import io.github.googlenet4j.data.Batch;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.random.SplitMix;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A batch on its way: its places are filled by many threads, then it is mixed by one.
 *
 * <p>The fields that are not final belong to the loader's lock.
 */
final class PendingBatch {
  /** So that these draws are others than those of the order and of the pictures. */
  private static final long MIXING = 2;

  private static final long PICTURE = 3;

  /** What stands in the place of a picture that could not be read. */
  private static final float GREY = 128;

  /** Buffers that batches take turns to use. */
  record BatchBuffers(FloatBuffer pictures, FloatBuffer targets) {}

  final BatchBuffers room;
  final Batch batch;
  private final TargetRows rows;
  private final LoaderOptions options;
  private final int[] order;
  private final int epoch;
  private final int first;

  int begun;
  int done;
  boolean ready;

  /** Of the {@code size} examples from place {@code first} of the epoch on. */
  PendingBatch(
      BatchBuffers room,
      TargetRows rows,
      LoaderOptions options,
      int[] order,
      int epoch,
      int first,
      int size,
      int side) {
    this.room = room;
    this.rows = rows;
    this.options = options;
    this.order = order;
    this.epoch = epoch;
    this.first = first;
    this.batch =
        new Batch(
            room.pictures().slice(0, size * side * side * 3),
            room.targets().slice(0, size * rows.classes()),
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

  /** To be called once, when all are filled. */
  void mix() {
    SplitMix random = SplitMix.of(options.seed(), epoch, first, MIXING);
    Mixing.draw(options.augmentation(), random, batch.side())
        .mix(batch.pictures(), batch.targets(), batch.labels(), batch.side(), rows.classes());
  }
}
