package io.github.googlenet4j.text;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which of some words was meant by a mistyped one. */
public final class SimilarText {
  private SimilarText() {}

  /** The word with the least {@link #distance}, case aside; of equal ones the first. */
  public static String nearest(String text, List<String> words) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return words.stream()
        .min(Comparator.comparingInt(word -> distance(word.toLowerCase(Locale.ROOT), wanted)))
        .orElse("");
  }

  /** Levenshtein's: insertions, deletions and exchanges that turn one word into the other. */
  public static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int exchanged = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, exchanged);
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
