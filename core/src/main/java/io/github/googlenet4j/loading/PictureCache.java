package io.github.googlenet4j.loading;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Resize;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the examples' pictures, and keeps them as bytes within a memory budget. Thread-safe.
 *
 * <p>Pixels do not depend on the budget: a picture much larger than the augmentation needs is
 * reduced whether it is kept or not. Its short side becomes the length at which the smallest patch,
 * {@code smallestArea} of the picture, fills the network's square without being enlarged, but at
 * most twice the square's side. A larger picture would cost more than four times the square's
 * memory, and only rare patches below a quarter of the area would gain.
 */
final class PictureCache {
  private static final int LARGEST_RATIO = 2;

  /**
   * A picture that is larger by less than this factor is not reduced: resizing would cost more than
   * it saves.
   */
  private static final double SLACK = 1.25;

  /** An object's and an array's headers, roughly. */
  private static final int OVERHEAD = 64;

  private final List<Example> examples;
  private final PictureReader reader;
  private final int shortSide;
  private final AtomicReferenceArray<@Nullable Picture> kept;
  private final AtomicLong budget;
  private final ConcurrentSkipListMap<Integer, String> refusals = new ConcurrentSkipListMap<>();

  PictureCache(List<Example> examples, LoaderOptions options) {
    this.examples = examples;
    this.reader = new PictureReader(options.limits());
    double needed = options.largestSide() / Math.sqrt(options.augmentation().smallestArea());
    this.shortSide =
        (int) Math.min(Math.ceil(needed), (double) LARGEST_RATIO * options.largestSide());
    this.kept = new AtomicReferenceArray<>(examples.size());
    // Decoding needs memory too; a picture refused for lack of memory would change the run.
    this.budget =
        new AtomicLong(Math.min(options.cacheBytes(), Runtime.getRuntime().maxMemory() / 2));
  }

  /**
   * The picture of an example; null if it cannot be read.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted while it reads
   */
  @Nullable Picture get(int example) {
    Picture picture = kept.get(example);
    if (picture != null || refusals.containsKey(example)) {
      return picture;
    }
    try {
      picture = reader.use(examples.get(example).file(), found -> small(found.picture()));
    } catch (PictureException e) {
      refusals.put(example, String.valueOf(e.getMessage()));
      return null;
    }
    keep(example, picture);
    return picture;
  }

  private Picture small(Picture picture) {
    int side = Math.min(picture.width(), picture.height());
    if (side <= SLACK * shortSide) {
      return picture;
    }
    double scale = (double) shortSide / side;
    int width = (int) Math.round(scale * picture.width());
    int height = (int) Math.round(scale * picture.height());
    return Resize.resize(picture, width, height, Filter.BILINEAR);
  }

  private void keep(int example, Picture picture) {
    long bytes = (long) picture.rgb().length + OVERHEAD;
    if (budget.addAndGet(-bytes) < 0 || !kept.compareAndSet(example, null, picture)) {
      budget.addAndGet(bytes);
    }
  }

  /** Why each picture that could not be read could not, in the order of the examples. */
  List<String> refusals() {
    return List.copyOf(refusals.values());
  }
}
