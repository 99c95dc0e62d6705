package io.github.googlenet4j.text;

/**
 * A cell of a CSV file, as written.
 *
 * <p>A spreadsheet computes a cell that begins with {@code =}, {@code +}, {@code -} or {@code @},
 * and a formula can send other cells away. The names of files and classes are anybody's, so that a
 * guarded cell begins with an apostrophe then, which a spreadsheet does not show (OWASP, "CSV
 * Injection").
 */
public final class CsvCell {
  private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"; // full width too

  private CsvCell() {}

  /**
   * The text as a cell, in quotation marks.
   *
   * @param guarded whether it must not be a formula; otherwise a program reads the text as it was
   */
  public static String of(String text, boolean guarded) {
    boolean formula = guarded && !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    return "\"" + (formula ? "'" : "") + text.replace("\"", "\"\"") + "\"";
  }

  /** A cell's text without the apostrophe of a guarded one. */
  public static String unguarded(String cell) {
    boolean guarded =
        cell.length() > 1 && cell.charAt(0) == '\'' && FORMULA.indexOf(cell.charAt(1)) >= 0;
    return guarded ? cell.substring(1) : cell;
  }
}
