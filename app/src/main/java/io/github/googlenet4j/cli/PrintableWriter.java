package io.github.googlenet4j.cli;

import io.github.googlenet4j.text.PrintableText;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints names, labels and messages as one line each, whatever characters they have. All commands
 * print with it, so that none can forget to.
 *
 * <p>A line that is printed whole, and each value that a format takes, is made printable. {@code
 * print} alone passes everything on: texts of several lines, such as help, and the progress bar.
 */
final class PrintableWriter extends PrintWriter {
  PrintableWriter(PrintWriter out) {
    super(out, true);
  }

  @Override
  public void println(@Nullable String line) {
    String text = String.valueOf(line);
    String indent = text.startsWith("\t") ? "\t" : ""; // as Java indents where an error came from
    super.println(indent + PrintableText.of(text.substring(indent.length())));
  }

  @Override
  public void println(@Nullable Object line) {
    println(String.valueOf(line));
  }

  @Override
  public PrintWriter format(String format, @Nullable Object... values) {
    return super.format(format, printable(values));
  }

  @Override
  public PrintWriter format(@Nullable Locale locale, String format, @Nullable Object... values) {
    return super.format(locale, format, printable(values));
  }

  private static @Nullable Object[] printable(@Nullable Object[] values) {
    @Nullable Object[] printable = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      printable[i] = value == null || value instanceof Number ? value : PrintableText.of(value);
    }
    return printable;
  }
}
