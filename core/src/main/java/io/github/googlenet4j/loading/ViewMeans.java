package io.github.googlenet4j.loading;

import io.github.googlenet4j.image.Crops;
import java.util.List;

/**
 * What programs say to a picture: the mean of their values over its views, for each kind of crops.
 * Filled by one thread.
 */
public final class ViewMeans {
  private final List<Crops> crops;
  private final double[][][] sums; // crops, member, value
  private int missing;

  ViewMeans(List<Crops> crops, int members) {
    this.crops = crops;
    this.sums = new double[crops.size()][members][];
    this.missing = members * views(crops);
  }

  /** Views of a picture for all kinds of crops together. */
  static int views(List<Crops> crops) {
    return crops.stream().mapToInt(Crops::count).sum();
  }

  /** Adds the values of a view, which begin at {@code from}. */
  void add(int kind, int member, float[] values, int from, int width) {
    double[] sum = sums[kind][member] == null ? new double[width] : sums[kind][member];
    for (int i = 0; i < width; i++) {
      sum[i] += values[from + i];
    }
    sums[kind][member] = sum;
    missing--;
  }

  /** Whether every view has been run. */
  boolean isComplete() {
    return missing == 0;
  }

  /**
   * The mean over the views.
   *
   * @param kind index of the crops
   * @param member index of the program
   */
  public float[] mean(int kind, int member) {
    double[] sum = sums[kind][member];
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / crops.get(kind).count());
    }
    return mean;
  }
}
