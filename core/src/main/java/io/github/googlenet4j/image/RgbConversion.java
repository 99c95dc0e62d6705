package io.github.googlenet4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Converts an image of any layout to red, green and blue bytes.
 *
 * <p>It takes the samples as they are stored. {@link BufferedImage#getRGB} would convert colours:
 * Java treats grey as linear light and brightens it, and applies embedded profiles; Pillow does
 * neither. 16 bits lose their lower 8, fewer than 8 are spread over 0..255, alpha is blended over
 * white.
 */
final class RgbConversion {

  private static final int WHITE = 255;

  private static final int[] RGB = {0, 1, 2};
  private static final int[] BGR = {2, 1, 0};

  /** A bit above the colours of a palette's table. */
  private static final int BLENDED = 1 << 24;

  static final String ALPHA_NOTE = "alpha over white";

  private RgbConversion() {}

  /**
   * The picture in {@code image}, which is the decoder's and may be changed.
   *
   * @param file gets a note where alpha was blended
   * @param transparent the samples of the transparent colour (PNG's tRNS), at the depth of the
   *     file; null if there is none. Ignored where the image has alpha or a palette with alpha,
   *     which contains it already
   */
  static Picture picture(PictureFile file, BufferedImage image, int @Nullable [] transparent) {
    return picture(file, image, transparent, Alpha.of(image.getColorModel()));
  }

  /**
   * Likewise, with the alpha that the file has, which the decoder may see elsewhere.
   *
   * @param alpha ignored where the image has a palette
   */
  static Picture pictureWithAlpha(PictureFile file, BufferedImage image, Alpha alpha) {
    return picture(file, image, null, alpha);
  }

  private static Picture picture(
      PictureFile file, BufferedImage image, int @Nullable [] transparent, Alpha alpha) {
    byte[] own = ownBytes(image, transparent, BGR);
    if (own != null) {
      swap(own);
      return new Picture(image.getWidth(), image.getHeight(), own);
    }
    Blending blending = new Blending();
    Picture picture = picture(image, transparent, alpha, blending);
    if (blending.done) {
      file.note(ALPHA_NOTE);
    }
    return picture;
  }

  /**
   * Where an image's opacity is.
   *
   * @param band its index; negative if all is opaque
   * @param multiplied whether the colours are multiplied with it
   */
  record Alpha(int band, boolean multiplied) {
    static final Alpha NONE = new Alpha(-1, false);

    static Alpha of(ColorModel colors) {
      return colors.hasAlpha()
          ? new Alpha(colors.getNumColorComponents(), colors.isAlphaPremultiplied())
          : NONE;
    }
  }

  /** Whether a pixel was found that is not opaque. */
  private static final class Blending {
    boolean done;
  }

  private static Picture picture(
      BufferedImage image, int @Nullable [] transparent, Alpha alpha, Blending blending) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] shared = ownBytes(image, transparent, RGB);
    if (shared != null) {
      return new Picture(width, height, shared);
    }
    byte[] rgb = new byte[3 * width * height];
    Line line = line(image, transparent, alpha, blending);
    int bands = image.getRaster().getNumBands();
    int[] samples = new int[width * bands];
    Raster raster = image.getRaster();
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, samples);
      line.convert(samples, rgb, 3 * width * y);
    }
    return new Picture(width, height, rgb);
  }

  /** Likewise, but with an array of its own: the caller may go on drawing into the image. */
  static Picture copy(BufferedImage image) {
    Picture picture = picture(image, null, Alpha.of(image.getColorModel()), new Blending());
    return picture.rgb() == ownBytes(image, null, RGB)
        ? new Picture(picture.width(), picture.height(), picture.rgb().clone())
        : picture;
  }

  /** Converts one line of samples, in the order of the image's bands, to RGB bytes. */
  private interface Line {
    void convert(int[] samples, byte[] rgb, int to);
  }

  /** The image's own array if it holds 3 bytes a pixel in this order; otherwise null. */
  private static byte @Nullable [] ownBytes(
      BufferedImage image, int @Nullable [] transparent, int[] order) {
    Raster raster = image.getRaster();
    if (transparent == null
        && raster.getSampleModel() instanceof PixelInterleavedSampleModel model
        && raster.getDataBuffer() instanceof DataBufferByte buffer
        && Arrays.equals(model.getBandOffsets(), order)
        && model.getScanlineStride() == 3 * image.getWidth()
        && raster.getParent() == null
        && image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_RGB
        && buffer.getSize() == 3 * image.getWidth() * image.getHeight()) {
      return buffer.getData();
    }
    return null;
  }

  /**
   * Blue, green, red to red, green, blue in the decoder's own array: the largest picture is then in
   * memory once.
   */
  private static void swap(byte[] pixels) {
    for (int i = 0; i + 2 < pixels.length; i += 3) {
      byte blue = pixels[i];
      pixels[i] = pixels[i + 2];
      pixels[i + 2] = blue;
    }
  }

  private static Line line(
      BufferedImage image, int @Nullable [] transparent, Alpha kind, Blending blending) {
    ColorModel colors = image.getColorModel();
    int bands = image.getRaster().getNumBands();
    if (colors instanceof IndexColorModel palette) {
      return palette(palette, transparent, blending);
    }
    int type = image.getRaster().getTransferType();
    if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
      throw new IllegalArgumentException("samples of floating point");
    }
    int[] bits = image.getSampleModel().getSampleSize();
    for (int size : bits) {
      if (size < 1 || size > 16) {
        throw new IllegalArgumentException("samples of " + size + " bits");
      }
    }
    if (colors.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
      return cmyk(bands, bits);
    }
    boolean grey = colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    int alpha = kind.band() < bands ? kind.band() : -1;
    boolean multiplied = kind.multiplied();
    int green = grey ? 0 : 1;
    int blue = grey ? 0 : 2;
    int[] key = alpha < 0 ? transparent : null;
    return (samples, rgb, to) -> {
      for (int from = 0; from < samples.length; from += bands, to += 3) {
        if (key != null && equal(samples, from, key)) {
          blending.done = true;
          Arrays.fill(rgb, to, to + 3, (byte) WHITE);
          continue;
        }
        int opacity = alpha < 0 ? 255 : toEightBits(samples[from + alpha], bits[alpha]);
        blending.done |= opacity != 255;
        rgb[to] = overWhite(toEightBits(samples[from], bits[0]), opacity, multiplied);
        rgb[to + 1] =
            overWhite(toEightBits(samples[from + green], bits[green]), opacity, multiplied);
        rgb[to + 2] = overWhite(toEightBits(samples[from + blue], bits[blue]), opacity, multiplied);
      }
    };
  }

  private static Line palette(
      IndexColorModel palette, int @Nullable [] transparent, Blending blending) {
    int size = palette.getMapSize();
    int[] table = new int[size]; // red, green and blue, and above them whether it was blended
    for (int i = 0; i < size; i++) {
      boolean gone = !palette.hasAlpha() && transparent != null && transparent[0] == i;
      int opacity = gone ? 0 : palette.getAlpha(i);
      table[i] =
          (opacity == 255 ? 0 : BLENDED)
              | ((overWhite(palette.getRed(i), opacity, false) & 255) << 16)
              | ((overWhite(palette.getGreen(i), opacity, false) & 255) << 8)
              | (overWhite(palette.getBlue(i), opacity, false) & 255);
    }
    return (samples, rgb, to) -> {
      int all = 0;
      for (int index : samples) {
        // An index beyond the palette is black, as in Pillow.
        if (index < size) {
          int color = table[index];
          rgb[to] = (byte) (color >> 16);
          rgb[to + 1] = (byte) (color >> 8);
          rgb[to + 2] = (byte) color;
          all |= color;
        }
        to += 3;
      }
      blending.done |= (all & BLENDED) != 0;
    };
  }

  private static Line cmyk(int bands, int[] bits) {
    return (samples, rgb, to) -> {
      for (int from = 0; from < samples.length; from += bands, to += 3) {
        int light = 255 - toEightBits(samples[from + 3], bits[3]);
        for (int i = 0; i < 3; i++) {
          rgb[to + i] = (byte) Cmyk.lightThrough(toEightBits(samples[from + i], bits[i]), light);
        }
      }
    };
  }

  private static boolean equal(int[] samples, int from, int[] key) {
    for (int i = 0; i < key.length; i++) {
      if (samples[from + i] != key[i]) {
        return false;
      }
    }
    return true;
  }

  private static int toEightBits(int sample, int bits) {
    if (bits == 8) {
      return sample;
    }
    return bits > 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1);
  }

  /** One colour over white, in the fixed point of Pillow's {@code alpha_composite}. */
  static byte overWhite(int color, int opacity, boolean multiplied) {
    if (opacity == 255) {
      return (byte) color;
    }
    if (multiplied) {
      return (byte) Math.min(255, color + WHITE - opacity);
    }
    // Times 255 times 128, rounded; the sum has 24 bits.
    int sum = ((color * opacity + WHITE * (255 - opacity)) << 7) + (128 << 7);
    return (byte) ((((sum >> 8) + sum) >> 8) >> 7);
  }
}
