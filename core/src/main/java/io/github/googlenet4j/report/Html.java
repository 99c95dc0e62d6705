package io.github.googlenet4j.report;

import io.github.googlenet4j.text.PrintableText;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Parts of an HTML page, well-formed as XML too. All text goes through {@link #text}. */
final class Html {
  private Html() {}

  /** Escaped text. What XML does not allow or would show otherwise becomes a question mark. */
  static String text(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints().forEach(c -> shown.appendCodePoint(isText(c) ? c : '?'));
    return shown
        .toString()
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static boolean isText(int c) {
    return c == '\n'
        || c == '\t'
        || (PrintableText.isPrintable(c)
            && !PrintableText.isBidirectional(c)
            && (c & 0xfffe) != 0xfffe);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Such as {@code 48 s}, {@code 2 min 34 s} or {@code 1 h 05 min}. */
  static String duration(Duration time) {
    long seconds = Math.round(time.toMillis() / 1000.);
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? "%d min %02d s".formatted(seconds / 60, seconds % 60)
        : "%d h %02d min".formatted(seconds / 3600, seconds / 60 % 60);
  }

  /** A heading, and what is under it. */
  static String section(String title, String content) {
    return "<section><h2>%s</h2>\n%s</section>\n".formatted(text(title), content);
  }

  /** An image that is part of the page; {@code format} is png or jpeg. */
  static String image(BufferedImage image, String format, String description) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return "<img alt=\"%s\" src=\"data:image/%s;base64,%s\"/>"
        .formatted(
            text(description), format, Base64.getEncoder().encodeToString(bytes.toByteArray()));
  }
}
