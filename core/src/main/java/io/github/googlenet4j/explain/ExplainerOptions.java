package io.github.googlenet4j.explain;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.image.PictureLimits;

/**
 * Options of an {@link Explainer}.
 *
 * @param method how maps are made
 * @param side in pixels of the square that the network sees; 0 for the model's own. With 448 a
 *     class activation map has 14 x 14 cells instead of 7 x 7
 * @param stride of occlusion, in pixels of that square: 32 for cells side by side, fewer for finer
 *     maps of cells that overlap
 * @param boxShare share of a map's range above which a cell belongs to the box
 * @param longest side in pixels of the rendered images; larger originals are made smaller
 * @param legend whether label, probability and scale are written below a rendered image
 * @param limits on pictures
 * @param engine threads, largest batch and precision
 */
public record ExplainerOptions(
    Method method,
    int side,
    int stride,
    double boxShare,
    int longest,
    boolean legend,
    PictureLimits limits,
    EngineOptions engine) {

  /** Side of the cell that is covered, in pixels of the square that the network sees. */
  public static final int CELL = 32;

  /** Class activation maps at the model's side, a box above 20 %, images of up to 1,600 pixels. */
  public static final ExplainerOptions DEFAULT =
      new ExplainerOptions(
          Method.CAM, 0, CELL, .2, 1600, true, PictureLimits.DEFAULT, EngineOptions.DEFAULT);

  public ExplainerOptions {
    require(stride >= 1 && stride <= CELL, "stride", "1 to " + CELL, stride);
    require(boxShare >= 0 && boxShare < 1, "box share", "0 to below 1", boxShare);
    require(longest >= 64 && longest <= 16_384, "longest", "64 to 16384", longest);
  }

  private static void require(boolean holds, String what, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, found %s.".formatted(what, expected, found));
    }
  }

  /** With this method. */
  public ExplainerOptions withMethod(Method value) {
    return new ExplainerOptions(value, side, stride, boxShare, longest, legend, limits, engine);
  }

  /** With this side of the square that the network sees; 0 for the model's own. */
  public ExplainerOptions withSide(int value) {
    return new ExplainerOptions(method, value, stride, boxShare, longest, legend, limits, engine);
  }

  /** With this stride of occlusion. */
  public ExplainerOptions withStride(int value) {
    return new ExplainerOptions(method, side, value, boxShare, longest, legend, limits, engine);
  }

  /** With boxes around what is above this share of a map's range. */
  public ExplainerOptions withBoxShare(double value) {
    return new ExplainerOptions(method, side, stride, value, longest, legend, limits, engine);
  }

  /** With images whose longer side is at most this. */
  public ExplainerOptions withLongest(int value) {
    return new ExplainerOptions(method, side, stride, boxShare, value, legend, limits, engine);
  }

  /** With or without a legend below the rendered images. */
  public ExplainerOptions withLegend(boolean value) {
    return new ExplainerOptions(method, side, stride, boxShare, longest, value, limits, engine);
  }

  /** With these limits on pictures. */
  public ExplainerOptions withLimits(PictureLimits value) {
    return new ExplainerOptions(method, side, stride, boxShare, longest, legend, value, engine);
  }

  /** With these options for the engine. */
  public ExplainerOptions withEngine(EngineOptions value) {
    return new ExplainerOptions(method, side, stride, boxShare, longest, legend, limits, value);
  }
}
