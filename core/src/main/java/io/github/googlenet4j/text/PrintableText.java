package io.github.googlenet4j.text;

/**
 * Makes text printable in one line. Whatever prints a name, a label or a message of a file uses it:
 * a line break would forge a line of output, an escape sequence would move the terminal's cursor,
 * and a bidirectional mark would show characters in another order than they have.
 */
public final class PrintableText {
  /** The longest message, in characters. */
  public static final int LONGEST_MESSAGE = 2_000;

  private static final int LONGEST_NAME = 100;
  private static final int END = 400;
  private static final String GAP = " ... ";

  private PrintableText() {}

  /** The text with a question mark for each character that is not printable. */
  public static String of(String text) {
    int clean = 0;
    while (clean < text.length() && isPlain(text.charAt(clean))) {
      clean++;
    }
    if (clean == text.length()) {
      return text; // nearly always
    }
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(c -> line.appendCodePoint(shown(c) ? c : '?'));
    return line.toString();
  }

  /** Likewise, of a path, a label or whatever else a message names. */
  public static String of(Object named) {
    return of(String.valueOf(named));
  }

  /**
   * A printable message of at most {@link #LONGEST_MESSAGE} characters. A longer one loses its
   * middle: what was found may be long, and the advice stands at the end.
   */
  public static String message(String message) {
    String line = of(message);
    if (line.length() <= LONGEST_MESSAGE) {
      return line;
    }
    int begin = LONGEST_MESSAGE - END - GAP.length();
    int end = line.length() - END;
    begin -= Character.isHighSurrogate(line.charAt(begin - 1)) ? 1 : 0;
    end += Character.isLowSurrogate(line.charAt(end)) ? 1 : 0;
    return line.substring(0, begin) + GAP + line.substring(end);
  }

  /** A name out of a file, short enough to stand in a message. */
  public static String shortened(String name) {
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    int end = Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1)) ? 1 : 0;
    return name.substring(0, LONGEST_NAME - end) + "...";
  }

  /**
   * Whether a character can stand in a line of text without changing how the rest is shown: no
   * control character, separator of lines or paragraphs, half of a surrogate pair, embedding,
   * override or isolate. A label consists of such characters.
   */
  public static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      // Other format characters belong to words, in Persian for instance.
      case Character.FORMAT -> !reversesText(codePoint);
      default -> true;
    };
  }

  /** Whether a character changes the direction of text, or is a mark that looks like nothing. */
  public static boolean isBidirectional(int codePoint) {
    return reversesText(codePoint)
        || codePoint == 0x200e // left-to-right mark
        || codePoint == 0x200f // right-to-left mark
        || codePoint == 0x061c; // Arabic letter mark
  }

  private static boolean shown(int codePoint) {
    return isPrintable(codePoint) && !isBidirectional(codePoint);
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f;
  }

  private static boolean reversesText(int codePoint) {
    return (codePoint >= 0x202a && codePoint <= 0x202e)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }
}
