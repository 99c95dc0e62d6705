package io.github.googlenet4j.image;

/** How a picture becomes the square that the network sees. */
public record Preparation(Fit fit, int resize, int crop, Filter filter) {
  /** Squash or short side. */
  public enum Fit {
    SQUASH,
    SHORT_SIDE
  }
}
