package io.github.googlenet4j.image;

import io.github.googlenet4j.webp.AlphaPlane;
import io.github.googlenet4j.webp.LosslessImage;
import io.github.googlenet4j.webp.LossyImage;
import io.github.googlenet4j.webp.RowCheck;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the first frame of a WebP (RFC 9649) to libwebp's bytes, at its place on the canvas.
 *
 * <p>As in Pillow, alpha counts only where the file's header says so. What a smaller frame of an
 * animation leaves free is transparent, and black where there is no alpha.
 */
final class WebP {

  private WebP() {}

  static Picture read(PictureFile file) throws IOException {
    WebPContainer container = WebPContainer.of(file);
    if (container.hasProfile()) {
      file.note(PictureFile.PROFILE_NOTE);
    }
    Picture frame = frame(file, container);
    Picture picture = frame;
    if (frame.width() != container.width() || frame.height() != container.height()) {
      picture = onCanvas(frame, container);
      file.note("frame smaller than its canvas");
    }
    return container.orientation().upright(file, picture);
  }

  private static Picture frame(PictureFile file, WebPContainer container) throws IOException {
    RowCheck check = file.budget()::check;
    WebPContainer.Chunk pixels = container.pixels();
    if (container.lossless()) {
      LosslessImage image = LosslessImage.of(file.bytes(), pixels.start(), pixels.length());
      container.checkFrame(image.width(), image.height());
      return lossless(file, image, container.usesAlpha(image.hasAlpha()), check);
    }
    return lossy(file, container, check);
  }

  private static Picture lossy(PictureFile file, WebPContainer container, RowCheck check)
      throws IOException {
    WebPContainer.Chunk pixels = container.pixels();
    LossyImage image = LossyImage.of(file.bytes(), pixels.start(), pixels.length());
    int width = image.width();
    int height = image.height();
    container.checkFrame(width, height);
    WebPContainer.Chunk plane = container.alpha();
    byte[] alpha = null;
    if (plane != null && container.usesAlpha(true)) {
      alpha = AlphaPlane.decode(file.bytes(), plane.start(), plane.length(), width, height, check);
    }
    byte[] rgb = image.decode(check);
    if (alpha != null) {
      overWhite(file, rgb, alpha);
    }
    return new Picture(width, height, rgb);
  }

  private static Picture lossless(
      PictureFile file, LosslessImage image, boolean alpha, RowCheck check) throws IOException {
    int width = image.width();
    byte[] rgb = new byte[3 * width * image.height()];
    boolean[] blended = new boolean[1];
    image.decode(
        (y, argb) -> {
          int to = 3 * y * width;
          for (int x = 0; x < width; x++, to += 3) {
            int pixel = argb[x];
            rgb[to] = (byte) (pixel >> 16);
            rgb[to + 1] = (byte) (pixel >> 8);
            rgb[to + 2] = (byte) pixel;
            if (alpha && pixel >>> 24 != 255) {
              overWhite(rgb, to, pixel >>> 24);
              blended[0] = true;
            }
          }
        },
        check);
    if (blended[0]) {
      file.note(RgbConversion.ALPHA_NOTE);
    }
    return new Picture(width, image.height(), rgb);
  }

  private static void overWhite(PictureFile file, byte[] rgb, byte[] alpha) {
    boolean blended = false;
    for (int i = 0; i < alpha.length; i++) {
      if (alpha[i] != -1) {
        overWhite(rgb, 3 * i, alpha[i] & 255);
        blended = true;
      }
    }
    if (blended) {
      file.note(RgbConversion.ALPHA_NOTE);
    }
  }

  private static void overWhite(byte[] rgb, int at, int opacity) {
    for (int i = at; i < at + 3; i++) {
      rgb[i] = RgbConversion.overWhite(rgb[i] & 255, opacity, false);
    }
  }

  private static Picture onCanvas(Picture frame, WebPContainer container) {
    int width = container.width();
    byte[] rgb = new byte[3 * width * container.height()];
    if (container.usesAlpha(false)) {
      Arrays.fill(rgb, (byte) 255);
    }
    for (int y = 0; y < frame.height(); y++) {
      System.arraycopy(
          frame.rgb(),
          3 * y * frame.width(),
          rgb,
          3 * ((container.top() + y) * width + container.left()),
          3 * frame.width());
    }
    return new Picture(width, container.height(), rgb);
  }
}
