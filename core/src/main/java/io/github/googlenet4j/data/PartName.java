package io.github.googlenet4j.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A name that has the word of a part in it, such as {@code train}, {@code seg_train}, {@code
 * Test2}, {@code val-images} or {@code asl_alphabet_test}, in any case.
 *
 * @param part that the word stands for
 * @param firm whether it always does. Where another folder is the validation part, {@code
 *     evaluation} is a test part, for instance
 * @param rest the name's other words without numbers and without words such as {@code data}; empty
 *     for a name that is a part's whatever stands beside it
 */
record PartName(Part part, boolean firm, String rest) {
  private record Meaning(Part part, boolean firm) {}

  private static final Map<String, Meaning> WORDS = words();

  /** They say nothing about which pictures a folder holds. */
  private static final Set<String> NEUTRAL =
      Set.of(
          "seg",
          "data",
          "dataset",
          "ds",
          "set",
          "subset",
          "split",
          "part",
          "partition",
          "fold",
          "folder",
          "phase",
          "image",
          "images",
          "img",
          "imgs",
          "picture",
          "pictures",
          "pic",
          "pics",
          "photo",
          "photos",
          "photographs",
          "sample",
          "samples",
          "file",
          "files",
          "jpg",
          "jpeg",
          "png");

  private static final Pattern BETWEEN_WORDS =
      Pattern.compile(
          "[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{L})(?=\\p{N})|(?<=\\p{N})(?=\\p{L})");

  private static Map<String, Meaning> words() {
    Map<String, Meaning> words = new LinkedHashMap<>();
    for (String word : List.of("training", "train", "trn")) {
      words.put(word, new Meaning(Part.TRAIN, true));
    }
    for (String word :
        List.of("validation", "validate", "valid", "val", "development", "devel", "dev")) {
      words.put(word, new Meaning(Part.VALIDATION, true));
    }
    for (String word : List.of("evaluation", "eval")) {
      words.put(word, new Meaning(Part.VALIDATION, false));
    }
    for (String word : List.of("testing", "test", "tst")) {
      words.put(word, new Meaning(Part.TEST, true));
    }
    for (String word : List.of("holdout", "heldout")) {
      words.put(word, new Meaning(Part.TEST, false));
    }
    return words;
  }

  /** Empty if no word of the name is a part's, or more than one is. */
  static Optional<PartName> of(String name) {
    Meaning found = null;
    List<String> rest = new ArrayList<>();
    for (String word : split(name)) {
      Meaning meaning = WORDS.get(word);
      if (meaning != null && found != null) {
        return Optional.empty();
      }
      if (meaning != null) {
        found = meaning;
      } else if (!NEUTRAL.contains(word) && !Character.isDigit(word.codePointAt(0))) {
        rest.add(word);
      }
    }
    return found == null
        ? Optional.empty()
        : Optional.of(new PartName(found.part(), found.firm(), String.join(" ", rest)));
  }

  /** Whether the name is a part's, whatever stands beside it. */
  static boolean isPart(String name) {
    return of(name).filter(found -> found.rest().isEmpty()).isPresent();
  }

  /**
   * The parts of names that stand beside each other, such as folders or the values of a column.
   * Names that are no part's are left out.
   */
  static Map<String, Part> of(Collection<String> names) {
    Map<String, PartName> found = new LinkedHashMap<>();
    for (String name : names) {
      of(name).filter(part -> part.rest().isEmpty()).ifPresent(part -> found.put(name, part));
    }
    return resolved(found);
  }

  /** What names that are not firm stand for, given the others. */
  static Map<String, Part> resolved(Map<String, PartName> names) {
    Set<Part> firm = EnumSet.noneOf(Part.class);
    names.values().stream().filter(PartName::firm).forEach(name -> firm.add(name.part()));
    Map<String, Part> parts = new LinkedHashMap<>();
    names.forEach(
        (name, found) -> {
          Part other = found.part() == Part.TEST ? Part.VALIDATION : Part.TEST;
          boolean taken = firm.contains(found.part()) && !firm.contains(other);
          parts.put(name, found.firm() || !taken ? found.part() : other);
        });
    return parts;
  }

  /** In lower case; {@code trainset} and {@code hold-out} are split and joined as people say it. */
  private static List<String> split(String name) {
    List<String> words = new ArrayList<>();
    for (String word : BETWEEN_WORDS.split(name, -1)) {
      String lower = word.toLowerCase(Locale.ROOT);
      int last = words.size() - 1;
      if (lower.equals("out") && last >= 0 && words.get(last).matches("hold|held")) {
        words.set(last, "holdout");
      } else if (!lower.isEmpty()) {
        words.addAll(compound(lower));
      }
    }
    return words;
  }

  private static List<String> compound(String word) {
    for (String part : WORDS.keySet()) {
      if (word.startsWith(part) && NEUTRAL.contains(word.substring(part.length()))) {
        return List.of(part, word.substring(part.length()));
      }
    }
    return List.of(word);
  }
}
