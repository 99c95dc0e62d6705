package io.github.googlenet4j.data;

import java.util.ArrayList;
import java.util.List;

/** Names and numbers of things in messages. */
final class Listing {
  private static final int SHOWN = 10;

  private Listing() {}

  /** The first few items, and the number of the others. */
  static String some(List<?> items) {
    List<String> shown = new ArrayList<>();
    items.stream().limit(SHOWN).forEach(item -> shown.add(String.valueOf(item)));
    int more = items.size() - shown.size();
    return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
  }

  static String count(int number, String one, String many) {
    return number == 1 ? "1 " + one : number + " " + many;
  }
}
