package io.github.googlenet4j.demo;

import static io.github.googlenet4j.demo.Figures.between;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;
import java.util.Random;

/**
 * One picture: a background, clutter, the motif, something in front of it, light and noise.
 *
 * <p>Colours come from one distribution for all motifs, so that they do not show the class. Pieces
 * of other motifs stand at the picture's border, cut off by it and less than two thirds of the
 * motif's size. Angles go through {@link StrictMath}: the seed alone decides what is drawn.
 */
final class Scene {
  /** Least difference in lightness of the motif and what is behind it, of 0..255. */
  private static final double CONTRAST = 70;

  private static final Motif[] MOTIFS = Motif.values();

  private final Random random;
  private final int width;
  private final int height;
  private final int side; // the shorter one
  private final BufferedImage image;
  private final Graphics2D graphics;
  private final Color ground;
  private final Color groundEnd;
  private Shape figure = new Rectangle2D.Double();

  private Scene(Random random, int width, int height) {
    this.random = random;
    this.width = width;
    this.height = height;
    this.side = Math.min(width, height);
    this.image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    this.graphics = image.createGraphics();
    this.ground = colour();
    this.groundEnd = shifted(ground, 45);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /**
   * A picture, and where its figure is.
   *
   * @param image in the colours 0xRRGGBB
   * @param outline of the motif, or of the patch that a texture fills, in pixels of the image; its
   *     corners may lie outside
   */
  record Drawing(BufferedImage image, Shape outline) {}

  /** A picture of a motif. */
  static Drawing draw(Motif motif, int width, int height, Random random) {
    Scene scene = new Scene(random, width, height);
    scene.background();
    scene.motif(motif);
    scene.front();
    scene.graphics.dispose();
    scene.noise();
    return new Drawing(scene.image, scene.figure);
  }

  private void background() {
    graphics.setPaint(gradient(ground, groundEnd, width, height));
    graphics.fillRect(0, 0, width, height);
    for (int i = random.nextInt(3); i > 0; i--) {
      AffineTransform place = place(anywhere(width), anywhere(height), between(random, .04, .1));
      graphics.setPaint(colour());
      graphics.fill(place.createTransformedShape(Figures.blob(random)));
    }
    for (int i = random.nextInt(3); i > 1; i--) {
      piece(MOTIFS[random.nextInt(MOTIFS.length)]);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      line();
    }
  }

  /** Part of a small motif, its centre near a border. */
  private void piece(Motif motif) {
    boolean upright = random.nextBoolean();
    double along = anywhere(upright ? height : width);
    double across = (random.nextBoolean() ? 0 : 1) * (upright ? width : height);
    double x = upright ? across : along;
    double y = upright ? along : across;
    fill(motif, place(x, y, between(random, .08, .13)));
  }

  private void motif(Motif motif) {
    double radius = between(random, .28, .41);
    double slack = .5 - radius; // so that only a corner can leave the picture
    double x = width * .5 + side * slack * between(random, -.6, .6);
    double y = height * .5 + side * slack * between(random, -.6, .6);
    figure = fill(motif, place(x, y, radius));
  }

  /** Fills a motif; the outline of what it fills. */
  private Shape fill(Motif motif, AffineTransform place) {
    Color first = contrasting(List.of(ground, groundEnd));
    Color second = contrasting(List.of(first));
    Shape shape = place.createTransformedShape(motif.shape(random));
    if (motif.isTexture()) {
      Shape patch = place.createTransformedShape(Figures.blob(random));
      graphics.setPaint(first);
      graphics.fill(patch);
      graphics.setClip(patch);
      graphics.setPaint(second);
      graphics.fill(shape);
      graphics.setClip(null);
      return patch;
    } else {
      Rectangle2D bounds = shape.getBounds2D();
      AffineTransform there = AffineTransform.getTranslateInstance(bounds.getX(), bounds.getY());
      graphics.transform(there);
      graphics.setPaint(gradient(first, shifted(first, 40), bounds.getWidth(), bounds.getHeight()));
      graphics.fill(
          AffineTransform.getTranslateInstance(-bounds.getX(), -bounds.getY())
              .createTransformedShape(shape));
      graphics.setTransform(new AffineTransform());
      if (random.nextInt(10) < 3) { // an edge in another colour
        graphics.setPaint(second);
        graphics.setStroke(new BasicStroke((float) (side * between(random, .012, .03))));
        graphics.draw(shape);
      }
      return shape;
    }
  }

  private void front() {
    for (int i = random.nextInt(3); i > 1; i--) {
      line();
    }
    if (random.nextInt(3) == 0) {
      AffineTransform place = place(anywhere(width), anywhere(height), between(random, .04, .09));
      graphics.setPaint(colour());
      graphics.fill(place.createTransformedShape(Figures.blob(random)));
    }
    int shade = random.nextBoolean() ? 0 : 0xffffff; // light from one side
    Color dark = new Color(shade | random.nextInt(70) << 24, true);
    graphics.setPaint(gradient(dark, new Color(shade, true), width, height));
    graphics.fillRect(0, 0, width, height);
  }

  /** A curve between random points. */
  private void line() {
    Path2D path = new Path2D.Double();
    path.moveTo(anywhere(width), anywhere(height));
    path.quadTo(anywhere(width), anywhere(height), anywhere(width), anywhere(height));
    graphics.setPaint(colour());
    graphics.setStroke(new BasicStroke((float) (side * between(random, .01, .03))));
    graphics.draw(path);
  }

  /** Coloured noise, as a sensor's. */
  private void noise() {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int strength = 4 + random.nextInt(28); // width of the range, of 256
    for (int i = 0; i < pixels.length; i++) {
      int bits = random.nextInt();
      int noisy = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int grain = ((((bits >> shift) & 0xff) - 128) * strength) >> 8;
        noisy |= Math.max(0, Math.min(255, ((pixels[i] >> shift) & 0xff) + grain)) << shift;
      }
      pixels[i] = noisy;
    }
  }

  /** From unit coordinates to a place, turned and somewhat stretched. */
  private AffineTransform place(double x, double y, double radius) {
    double angle = between(random, 0, 2 * Math.PI);
    double stretch = between(random, .85, 1.15);
    double cos = StrictMath.cos(angle) * radius * side;
    double sin = StrictMath.sin(angle) * radius * side;
    return new AffineTransform(cos * stretch, sin * stretch, -sin / stretch, cos / stretch, x, y);
  }

  private double anywhere(int length) {
    return length * random.nextDouble();
  }

  private Paint gradient(Color from, Color to, double width, double height) {
    return new GradientPaint(
        (float) (width * random.nextDouble()),
        0,
        from,
        (float) (width * random.nextDouble()),
        (float) height,
        to);
  }

  private Color colour() {
    return new Color(
        Color.HSBtoRGB(
            random.nextFloat(), (float) between(random, .1, 1), (float) between(random, .15, 1)));
  }

  private Color contrasting(List<Color> others) {
    while (true) { // ends: two grounds are 45 levels apart at most
      Color colour = colour();
      if (others.stream().allMatch(other -> distance(colour, other) >= CONTRAST)) {
        return colour;
      }
    }
  }

  private Color shifted(Color colour, int most) {
    return new Color(
        shifted(colour.getRed(), most),
        shifted(colour.getGreen(), most),
        shifted(colour.getBlue(), most));
  }

  private int shifted(int value, int most) {
    return Math.max(0, Math.min(255, value + random.nextInt(2 * most + 1) - most));
  }

  /** How much lighter or darker, of 0..255: a difference in hue alone is hard to see. */
  private static double distance(Color a, Color b) {
    return Math.abs(luma(a) - luma(b));
  }

  private static double luma(Color colour) {
    return .299 * colour.getRed() + .587 * colour.getGreen() + .114 * colour.getBlue();
  }
}
