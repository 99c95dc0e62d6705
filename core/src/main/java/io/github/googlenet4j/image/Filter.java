package io.github.googlenet4j.image;

/**
 * How a pixel of a resized picture is made of the pixels around its place in the original.
 *
 * <p>The kernels are those of Pillow's {@code Image.resize} (its C file {@code Resample.c}), which
 * published accuracies were measured with: made smaller, a picture is averaged over as many pixels
 * as fall into one (Pillow calls this antialiasing, OpenCV and plain interpolation do without).
 */
public enum Filter {
  /** The one pixel whose centre is nearest; no averaging. */
  NEAREST(0),
  /** The mean of the pixels that a new pixel covers. */
  BOX(0.5),
  /** A triangle: what networks are usually trained with. */
  BILINEAR(1),
  /** A cubic with a = -0.5; may overshoot at edges and is clipped to 0..255. */
  BICUBIC(2),
  /** A windowed sinc over three pixels to either side; may overshoot as well. */
  LANCZOS(3);

  /** Half the width of the kernel in pixels of the smaller of the two pictures. */
  final double support;

  Filter(double support) {
    this.support = support;
  }

  /** The kernel's height at distance {@code x} from its middle; not normalised. */
  double weight(double x) {
    return switch (this) {
      // Half open, so that a pixel on the border of two new ones counts once.
      case NEAREST, BOX -> x > -0.5 && x <= 0.5 ? 1 : 0;
      case BILINEAR -> Math.max(0, 1 - Math.abs(x));
      case BICUBIC -> cubic(Math.abs(x));
      case LANCZOS -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    };
  }

  // The order of operations is Pillow's: another one differs in the last bit.
  private static double cubic(double x) {
    double a = -0.5;
    if (x < 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  }

  private static double sinc(double x) {
    if (x == 0) {
      return 1;
    }
    double angle = x * Math.PI;
    return StrictMath.sin(angle) / angle;
  }
}
