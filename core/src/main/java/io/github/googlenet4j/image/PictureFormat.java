package io.github.googlenet4j.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The kinds of picture files that can be read, known by their first bytes, never by their name. */
enum PictureFormat {
  JPEG("JPEG"),
  PNG("PNG"),
  GIF("GIF"),
  BMP("BMP"),
  TIFF("TIFF"),
  WEBP("WebP"),
  PNM("PNM");

  /** All formats, as messages name them. */
  static final String ANY = "a JPEG, PNG, GIF, BMP, TIFF, WebP or PNM picture";

  private final String label;

  PictureFormat(String label) {
    this.label = label;
  }

  /** The format of these bytes; null if it is not known. */
  static @Nullable PictureFormat of(PictureFile file) {
    for (PictureFormat format : values()) {
      if (format.begins(file)) {
        return format;
      }
    }
    return null;
  }

  private boolean begins(PictureFile file) {
    return switch (this) {
      case JPEG -> file.hasAt(0, "\u00ff\u00d8\u00ff");
      case PNG -> file.hasAt(0, "\u0089PNG\r\n\u001a\n");
      case GIF -> file.hasAt(0, "GIF87a") || file.hasAt(0, "GIF89a");
      case BMP -> file.hasAt(0, "BM");
      case TIFF -> isTiff(file);
      case WEBP -> file.hasAt(0, "RIFF") && file.hasAt(8, "WEBP");
      case PNM -> PnmHeader.begins(file);
    };
  }

  /** TIFF or BigTIFF, but not Canon's camera data. */
  private static boolean isTiff(PictureFile file) {
    boolean classic = file.hasAt(0, "II*\0") || file.hasAt(0, "MM\0*");
    boolean big = file.hasAt(0, "II+\0") || file.hasAt(0, "MM\0+");
    return (classic && !file.hasAt(8, "CR\2")) || big;
  }

  /**
   * The upright picture.
   *
   * @throws PictureException where the file is cut off, too large or cannot be understood
   * @throws IOException as decoders do on damaged bytes; they throw RuntimeExceptions, too
   */
  Picture read(PictureFile file) throws IOException {
    return switch (this) {
      case JPEG -> Jpeg.read(file);
      case PNG -> Png.read(file);
      case GIF -> Gif.read(file);
      case BMP -> Bmp.read(file);
      case TIFF -> Tiff.read(file);
      case WEBP -> WebP.read(file);
      case PNM -> Pnm.read(file);
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
