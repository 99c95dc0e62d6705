package io.github.googlenet4j.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.googlenet4j.text.PrintableText;
import io.github.googlenet4j.text.SimilarText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of recipes as trees: which are known, which have an effect, which was meant. */
final class RecipeKeys {
  /** Letters by which a mistyped key may differ. */
  private static final int FAR = 3;

  private RecipeKeys() {}

  /** Removes what other keys there are. */
  static void keep(ObjectNode tree, ObjectNode keys) {
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!keys.has(name)) {
        tree.remove(name);
      } else if (tree.get(name) instanceof ObjectNode group
          && keys.get(name) instanceof ObjectNode inner) {
        keep(group, inner);
      }
    }
  }

  /** The first of some changes whose key all recipes have, but not those of some preset. */
  static Optional<String> foreign(ObjectNode changes, ObjectNode all, ObjectNode some) {
    return foreign(changes, all, some, "");
  }

  private static Optional<String> foreign(
      ObjectNode changes, ObjectNode all, ObjectNode some, String path) {
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      String name = change.getKey();
      if (all.has(name) && !some.has(name)) {
        String inner = change.getValue().isObject() ? first(change.getValue()) : "";
        return Optional.of(path + name + inner);
      }
      if (change.getValue() instanceof ObjectNode group
          && all.get(name) instanceof ObjectNode allOf
          && some.get(name) instanceof ObjectNode someOf) {
        Optional<String> inner = foreign(group, allOf, someOf, path + name + ".");
        if (inner.isPresent()) {
          return inner;
        }
      }
    }
    return Optional.empty();
  }

  private static String first(JsonNode group) {
    Iterator<String> names = group.fieldNames();
    return names.hasNext() ? "." + names.next() : "";
  }

  /**
   * Sets values of a recipe's tree.
   *
   * @throws IllegalArgumentException if a key is none of a recipe's
   */
  static void merge(ObjectNode tree, ObjectNode changes) {
    merge(tree, changes, "");
  }

  private static void merge(ObjectNode tree, ObjectNode changes, String path) {
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      String key = path + change.getKey();
      JsonNode known = tree.get(change.getKey());
      if (known == null) {
        throw new IllegalArgumentException(
            "recipe %s: expected a key of a recipe, found none of that name. %s"
                .formatted(shown(key), advice(tree, change.getKey(), path)));
      }
      if (known instanceof ObjectNode group) {
        if (!(change.getValue() instanceof ObjectNode inner)) {
          throw new IllegalArgumentException(
              "recipe %s: expected a group of keys (%s), found %s."
                  .formatted(shown(key), names(group), shown(change.getValue())));
        }
        merge(group, inner, key + ".");
      } else {
        tree.set(change.getKey(), change.getValue());
      }
    }
  }

  private static String advice(ObjectNode tree, String key, String path) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (Iterator<String> names = tree.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      int distance = SimilarText.distance(name, key);
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return least <= Math.max(FAR, key.length() / 2)
        ? "Did you mean " + path + nearest + "?"
        : "There are: " + names(tree) + ".";
  }

  private static String names(ObjectNode group) {
    StringBuilder names = new StringBuilder();
    group.fieldNames().forEachRemaining(name -> names.append(", ").append(name));
    return names.substring(2);
  }

  /** Keys and values of a file are anybody's. */
  static String shown(Object text) {
    return PrintableText.of(PrintableText.shortened(String.valueOf(text)));
  }
}
