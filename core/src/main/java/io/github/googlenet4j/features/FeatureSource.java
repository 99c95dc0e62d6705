package io.github.googlenet4j.features;

import io.github.googlenet4j.cache.CachedFolder;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.loading.PictureRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Features of picture files, each computed once. They are kept in the user's cache in a file for
 * each set of paths and each network; within it they are found by the bytes of the picture. So a
 * picture that has changed is computed again, and labels do not matter.
 *
 * @param model whose features are used; its classifier does not matter
 * @param limits of the pictures
 * @param engine computes the features
 * @param options of the engine; its threads also read files
 * @param cache where features are kept
 */
public record FeatureSource(
    Model model, PictureLimits limits, Engine engine, EngineOptions options, CachedFolder cache) {
  private static final String FOLDER = "features";

  /** Half a million pictures. */
  private static final long LARGEST = 2L << 30;

  /** Is told how far the work is, on the caller's thread. */
  public interface Progress {
    /** {@code done} of {@code all} pictures have been computed. */
    void computed(int done, int all);
  }

  /** With the cache of this user. */
  public static FeatureSource of(
      Model model, PictureLimits limits, Engine engine, EngineOptions options) {
    return new FeatureSource(model, limits, engine, options, CachedFolder.named(FOLDER, LARGEST));
  }

  /** With another cache. */
  public FeatureSource withCache(CachedFolder value) {
    return new FeatureSource(model, limits, engine, options, value);
  }

  /**
   * The features of files.
   *
   * @param progress told only of what is not in the cache
   * @param stop asked before each batch
   * @return empty if {@code stop} ended it
   */
  public Optional<FeatureTable> of(List<Path> files, Progress progress, BooleanSupplier stop) {
    List<String> digests;
    try (ParallelBlocks parallel = new ParallelBlocks(options.threads(), stop)) {
      digests = FileDigests.of(files, parallel);
    } catch (CancellationException e) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      throw e;
    }
    String name = StoredFeatures.name(model, limits, engine, files);
    StoredFeatures stored = new StoredFeatures(cache, name);
    Map<String, float[]> known = stored.read();
    float[][] rows = new float[files.size()][];
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      float[] row = known.get(digests.get(i));
      if (row == null) {
        missing.add(i);
      } else {
        rows[i] = row;
      }
    }
    SortedMap<Integer, String> refusals = new TreeMap<>();
    if (!missing.isEmpty() && !compute(files, missing, rows, refusals, progress, stop)) {
      return Optional.empty();
    }
    if (missing.size() > refusals.size()) {
      stored.write(digests, rows);
    }
    return Optional.of(table(rows, digests, List.copyOf(refusals.values())));
  }

  private boolean compute(
      List<Path> files,
      List<Integer> missing,
      float[][] rows,
      SortedMap<Integer, String> refusals,
      Progress progress,
      BooleanSupplier stop) {
    PictureRunner.Receiver receiver =
        new PictureRunner.Receiver() {
          @Override
          public void result(int index, float[] values, int from) {
            rows[missing.get(index)] =
                Arrays.copyOfRange(values, from, from + PooledFeatures.WIDTH);
          }

          @Override
          public void refusal(int index, String reason) {
            refusals.put(missing.get(index), reason);
          }

          @Override
          public void done(int count) {
            progress.computed(count, missing.size());
          }
        };
    List<Path> some = missing.stream().map(files::get).toList();
    return PooledFeatures.run(model, some, limits, engine, options, receiver, stop);
  }

  private static FeatureTable table(float[][] rows, List<String> digests, List<String> refusals) {
    List<Integer> indices = new ArrayList<>();
    List<float[]> present = new ArrayList<>();
    List<String> of = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != null) {
        indices.add(i);
        present.add(rows[i]);
        of.add(digests.get(i));
      }
    }
    return new FeatureTable(indices, present, of, refusals);
  }
}
