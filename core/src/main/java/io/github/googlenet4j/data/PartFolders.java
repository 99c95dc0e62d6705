package io.github.googlenet4j.data;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which of the folders in a folder are parts, by their names and by what lies beside them.
 *
 * @param refusals of names that could mean several things
 * @param notes are told what was understood
 */
record PartFolders(LayoutRefusals refusals, Consumer<String> notes) {
  private static final Set<String> OPPOSITES = Set.of("invalid", "not valid", "not_valid");

  /** The parts by the names of their folders; empty if the folders are classes. */
  Map<String, Part> in(FolderTree base) throws DatasetException {
    Map<String, Map<String, PartName>> groups = new TreeMap<>(); // by the words around the part
    for (FolderTree child : base.children()) {
      PartName.of(child.name())
          .ifPresent(
              name ->
                  groups
                      .computeIfAbsent(name.rest(), rest -> new LinkedHashMap<>())
                      .put(child.name(), name));
    }
    // With other words, a name is a part's only beside the same words and another part.
    groups.entrySet().removeIf(group -> !group.getKey().isEmpty() && partsOf(group.getValue()) < 2);
    if (groups.isEmpty()) {
      return Map.of();
    }
    if (groups.size() > 1) {
      Set<String> all = new TreeSet<>();
      groups.values().forEach(group -> all.addAll(group.keySet()));
      throw refusals.severalGroups(base, all);
    }
    Map<String, PartName> names = groups.values().iterator().next();
    Map<String, Part> found = PartName.resolved(names);
    List<FolderTree> others =
        base.filled().stream().filter(child -> !found.containsKey(child.name())).toList();
    if (!others.isEmpty() && EnumSet.copyOf(found.values()).size() == 1) {
      if (isClass(base, found, others)) {
        return Map.of();
      }
    } else if (!others.isEmpty() && !found.containsValue(Part.TRAIN)) {
      throw refusals.besideClasses(base, found.keySet(), others);
    }
    names.forEach(
        (name, part) -> {
          if (!part.firm() || !part.rest().isEmpty()) {
            notes.accept("folder %s is read as the %s part".formatted(name, found.get(name)));
          }
        });
    return found;
  }

  private static long partsOf(Map<String, PartName> names) {
    return names.values().stream().map(PartName::part).distinct().count();
  }

  /** Whether the only part's name beside other folders is the name of a class. */
  private boolean isClass(FolderTree base, Map<String, Part> found, List<FolderTree> others)
      throws DatasetException {
    boolean training = found.containsValue(Part.TRAIN);
    boolean direct = false;
    for (String name : found.keySet()) {
      FolderTree folder = base.get(name);
      direct |= folder != null && !folder.direct().isEmpty();
    }
    if (training && !direct) {
      return false; // train/cat and, beside it, what is none of the parts
    }
    boolean opposite =
        others.stream()
            .anyMatch(other -> OPPOSITES.contains(other.name().toLowerCase(Locale.ROOT)));
    if ((training && found.size() == 1) || opposite) {
      notes.accept(
          "folder %s is read as a class, as the folders beside it are no parts"
              .formatted(String.join(", ", found.keySet())));
      return true;
    }
    throw refusals.besideClasses(base, found.keySet(), others);
  }
}
