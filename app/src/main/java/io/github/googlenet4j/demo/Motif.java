package io.github.googlenet4j.demo;

import java.awt.Shape;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/** What a drawn picture shows: a figure, or a texture that fills a patch of any outline. */
public enum Motif {
  /** A disc, which may be seen at an angle. */
  CIRCLE(false, Figures::circle),
  /** Two crossed bars of the same length. */
  CROSS(false, Figures::cross),
  /** Discs at the corners of a grid of triangles. */
  DOTS(true, Figures::dots),
  /** A disc with a hole in the middle. */
  RING(false, Figures::ring),
  /** Four right angles and sides of about the same length. */
  SQUARE(false, Figures::square),
  /** Five or six points. */
  STAR(false, Figures::star),
  /** Parallel bars. */
  STRIPES(true, Figures::stripes),
  /** A triangle, equilateral or somewhat skewed. */
  TRIANGLE(false, Figures::triangle);

  private final boolean texture;

  @SuppressWarnings("ImmutableEnumChecker") // a method without state
  private final Function<Random, Shape> figure;

  Motif(boolean texture, Function<Random, Shape> figure) {
    this.texture = texture;
    this.figure = figure;
  }

  /** Whether it is a texture, which fills a patch; otherwise it is an outline. */
  boolean isTexture() {
    return texture;
  }

  /** About as large as the unit circle round the origin; a texture reaches beyond it. */
  Shape shape(Random random) {
    return figure.apply(random);
  }

  /** In lower case: the name of its folder and class. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
