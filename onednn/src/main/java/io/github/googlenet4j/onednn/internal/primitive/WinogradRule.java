package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Shape;

/** Which convolutions {@link WinogradConvolution} computes. */
public final class WinogradRule {
  /** Tiles of a 112x112 activation. A larger one would take too much memory for what it saves. */
  private static final int LARGEST_MAP = 784;

  /** Tiles of a 14x14 activation, the smallest that is measured. */
  private static final int SMALLEST_MEASURED = 16;

  private static final int LEAST_OF_SMALL = 49;

  /** A shorter side could make a product with one row. */
  private static final int LEAST_SIDE = 4;

  private static final int KERNEL = 3;

  private WinogradRule() {}

  /** Whether it can compute this convolution, in memory that is worth it. */
  public static boolean suits(Convolution o, Shape in) {
    return o.kernel() == KERNEL
        && o.stride() == 1
        && o.padding() == 1
        && o.border().isEmpty()
        && Math.min(in.height(), in.width()) >= LEAST_SIDE
        && tiles(in) <= LARGEST_MAP;
  }

  /**
   * Tiles of some pictures that the busiest thread computes. With few of them the products'
   * matrices have too few rows to be fast. It is the same number for all threads, because all must
   * use the same algorithm: they divide an activation by tiles in one, by rows in the other.
   */
  public static int tiles(Shape in, int pictures, ThreadShare share) {
    int down = WinogradTiles.along(in.height()).count();
    int rows = down < share.threads() ? down : (down + share.threads() - 1) / share.threads();
    return pictures * rows * WinogradTiles.along(in.width()).count();
  }

  /**
   * The least number of a thread's tiles for an activation. One of 7x7, with 4 tiles, is not among
   * those that were measured: its layers have the most weights, which the algorithm makes four
   * times as large, so that more tiles have to share them.
   *
   * @param measured the least number for the activations that were measured
   */
  public static int leastTiles(Shape in, int measured) {
    return tiles(in) < SMALLEST_MEASURED ? Math.max(LEAST_OF_SMALL, measured) : measured;
  }

  /** Tiles of one whole activation. */
  static int tiles(Shape in) {
    return WinogradTiles.along(in.height()).count() * WinogradTiles.along(in.width()).count();
  }
}
