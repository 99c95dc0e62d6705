package io.github.googlenet4j.image;

/** Resampling filters, as Pillow names them. */
public enum Filter {
  NEAREST,
  BOX,
  BILINEAR,
  BICUBIC,
  LANCZOS
}
