package io.github.googlenet4j.demo;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Random;

/** Outlines of the motifs in unit coordinates, with random variations. */
final class Figures {
  private Figures() {}

  static Shape circle(Random random) {
    return disc(0, 0, 1);
  }

  static Shape cross(Random random) {
    double half = between(random, .2, .34);
    double[] x = {-half, half, half, 1, 1, half, half, -half, -half, -1, -1, -half};
    Path2D path = new Path2D.Double();
    path.moveTo(x[0], -1);
    for (int i = 1; i < x.length; i++) {
      path.lineTo(x[i], x[(i + 9) % x.length]); // the same outline, turned by 90 degrees
    }
    path.closePath();
    return path;
  }

  static Shape dots(Random random) {
    double step = between(random, .48, .66);
    double radius = step * between(random, .25, .33);
    Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    int reach = (int) (1.7 / step) + 1;
    for (int row = -reach; row <= reach; row++) {
      for (int column = -reach; column <= reach; column++) {
        double x = (column + .5 * (row & 1)) * step;
        path.append(disc(x, row * step * .87, radius), false);
      }
    }
    return path;
  }

  static Shape ring(Random random) {
    Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    path.append(disc(0, 0, 1), false);
    path.append(disc(0, 0, between(random, .5, .68)), false);
    return path;
  }

  static Shape square(Random random) {
    return new Rectangle2D.Double(-.85, -.85, 1.7, 1.7);
  }

  static Shape star(Random random) {
    int points = 5 + random.nextInt(2);
    double inner = between(random, .4, .5);
    double[] radii = new double[2 * points];
    for (int i = 0; i < radii.length; i++) {
      radii[i] = i % 2 == 0 ? 1.1 : inner;
    }
    return polygon(radii, 0, random);
  }

  static Shape stripes(Random random) {
    double step = between(random, .34, .56);
    double width = step * between(random, .4, .6);
    Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    int reach = (int) (1.5 / step) + 1;
    for (int i = -reach; i <= reach; i++) {
      path.append(new Rectangle2D.Double(-1.6, i * step, 3.2, width), false);
    }
    return path;
  }

  static Shape triangle(Random random) {
    return polygon(new double[] {1.1, 1.1, 1.1}, .25, random);
  }

  /** A random closed line with rounded corners, within the circle of radius 1.2. */
  static Shape blob(Random random) {
    int corners = 5 + random.nextInt(4);
    double[] x = new double[corners];
    double[] y = new double[corners];
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * (i + between(random, -.25, .25)) / corners;
      double radius = between(random, .75, 1.2);
      x[i] = radius * StrictMath.cos(angle);
      y[i] = radius * StrictMath.sin(angle);
    }
    Path2D path = new Path2D.Double();
    path.moveTo((x[0] + x[corners - 1]) / 2, (y[0] + y[corners - 1]) / 2);
    for (int i = 0; i < corners; i++) {
      int next = (i + 1) % corners;
      path.quadTo(x[i], y[i], (x[i] + x[next]) / 2, (y[i] + y[next]) / 2);
    }
    path.closePath();
    return path;
  }

  /** Uniform in a range. */
  static double between(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  private static Shape disc(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  /** Corners at even angles, each moved by up to a share of a step. */
  private static Shape polygon(double[] radii, double shake, Random random) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < radii.length; i++) {
      double angle = 2 * Math.PI * (i + between(random, -shake, shake)) / radii.length;
      double x = radii[i] * StrictMath.cos(angle);
      double y = radii[i] * StrictMath.sin(angle);
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    path.closePath();
    return path;
  }
}
