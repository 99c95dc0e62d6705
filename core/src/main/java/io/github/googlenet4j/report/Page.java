package io.github.googlenet4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The frame of a page: one HTML file that loads nothing and runs at most the script it is given.
 */
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
    return html(title, content, POLICY, "");
  }

  /**
   * A page with a script at its end. Only this script runs, whatever stands in the content: the
   * policy names its hash.
   *
   * @param script without the characters that XML would escape
   */
  static String withScript(String title, String content, String script) throws IOException {
    String hash = Base64.getEncoder().encodeToString(sha256(script));
    String policy = "%s; script-src 'sha256-%s'".formatted(POLICY, hash);
    return html(title, content, policy, "<script>%s</script>".formatted(script));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static String html(String title, String content, String policy, String end)
      throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n");
    page.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\"/>\n".formatted(policy));
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    page.append("<title>%s</title>\n<style>\n".formatted(Html.text(title)));
    page.append(resource("report.css")).append("</style></head><body><main>\n");
    page.append("<h1>%s</h1>\n".formatted(Html.text(title)));
    return page.append(content).append("</main>").append(end).append("</body></html>\n").toString();
  }

  /** The text of a file beside this class. */
  static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + ": expected it in the library's jar, found none.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
