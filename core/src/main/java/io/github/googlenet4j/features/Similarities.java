package io.github.googlenet4j.features;

import java.util.List;

/** Cosines of the angles between the features of pictures: 1 for the same direction. */
public final class Similarities {
  private static final int QUERIES = 32;
  private static final int TILE = 128;
  private static final int TOGETHER = 4;

  private final int count;
  private final float[][] units; // count x width
  private final float[][] columns; // width x count

  /** Takes a picture's cosines. */
  public interface Receiver {
    /**
     * Called once for each picture, on any thread.
     *
     * @param cosines with every picture, itself included; another call's later
     */
    void row(int index, float[] cosines);
  }

  /** Of pictures with these features, of one width. */
  public Similarities(List<float[]> rows) {
    this.count = rows.size();
    this.units = new float[count][];
    for (int n = 0; n < count; n++) {
      units[n] = unit(rows.get(n));
    }
    int width = count == 0 ? 0 : units[0].length;
    this.columns = new float[width][count];
    for (int n = 0; n < count; n++) {
      for (int d = 0; d < width; d++) {
        columns[d][n] = units[n][d];
      }
    }
  }

  private static float[] unit(float[] row) {
    double squares = 0;
    for (float value : row) {
      squares += (double) value * value;
    }
    float[] unit = row.clone();
    double factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (int d = 0; d < unit.length; d++) {
      unit[d] = (float) (unit[d] * factor);
    }
    return unit;
  }

  /** The cosines of other features with each picture's. */
  public float[] of(float[] features) {
    float[] cosines = new float[count];
    rows(new float[][] {unit(features)}, new float[][] {cosines});
    return cosines;
  }

  /**
   * The cosines of each picture with each.
   *
   * @throws java.util.concurrent.CancellationException if it is told to stop
   */
  public void forEach(ParallelBlocks parallel, Receiver receiver) {
    int blocks = (count + QUERIES - 1) / QUERIES;
    parallel.run(
        blocks,
        block -> {
          int from = block * QUERIES;
          int size = Math.min(count, from + QUERIES) - from;
          float[][] queries = new float[size][];
          System.arraycopy(units, from, queries, 0, size);
          float[][] cosines = new float[size][count];
          rows(queries, cosines);
          for (int q = 0; q < size; q++) {
            receiver.row(from + q, cosines[q]);
          }
        });
  }

  /** In tiles whose columns stay in the second-level cache. */
  private void rows(float[][] queries, float[][] cosines) {
    for (int from = 0; from < count; from += TILE) {
      int to = Math.min(count, from + TILE);
      for (int q = 0; q < queries.length; q++) {
        float[] query = queries[q];
        int d = 0;
        for (; d + TOGETHER <= query.length; d += TOGETHER) {
          add(cosines[q], d, query, from, to);
        }
        for (; d < query.length; d++) {
          for (int n = from; n < to; n++) {
            cosines[q][n] += query[d] * columns[d][n];
          }
        }
      }
    }
  }

  /** A method of its own, because HotSpot vectorises its loop then. */
  private void add(float[] sum, int d, float[] query, int from, int to) {
    float a = query[d];
    float b = query[d + 1];
    float c = query[d + 2];
    float e = query[d + 3];
    float[] first = columns[d];
    float[] second = columns[d + 1];
    float[] third = columns[d + 2];
    float[] fourth = columns[d + 3];
    for (int n = from; n < to; n++) {
      sum[n] += a * first[n] + b * second[n] + (c * third[n] + e * fourth[n]);
    }
  }
}
