package io.github.googlenet4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The frame of a page: one HTML file without scripts that loads nothing. */
final class Page {
  /** A page loads nothing and runs nothing, whatever stands in it. */
  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

  private Page() {}

  /**
   * A page.
   *
   * @param title as text
   * @param content as HTML, below the title
   */
  static String html(String title, String content) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n");
    page.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\"/>\n".formatted(POLICY));
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    page.append("<title>%s</title>\n<style>\n".formatted(Html.text(title)));
    page.append(style()).append("</style></head><body><main>\n");
    page.append("<h1>%s</h1>\n".formatted(Html.text(title)));
    return page.append(content).append("</main></body></html>\n").toString();
  }

  private static String style() throws IOException {
    try (InputStream in = Page.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IOException("report.css: expected it in the library's jar, found none.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
