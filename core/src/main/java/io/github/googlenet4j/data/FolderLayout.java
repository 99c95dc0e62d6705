package io.github.googlenet4j.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which folders are parts and which are classes.
 *
 * <p>What is unambiguous is read, with a note where it is not the plain layout: a folder around
 * everything ({@code archive/train/...}), a part in a folder of its own name ({@code
 * seg_train/seg_train/...}), parts inside of classes ({@code cat/train/...}). Names of two parts
 * beside each other are never classes ({@link PartFolders}). What could mean two things is refused
 * ({@link LayoutRefusals}).
 */
final class FolderLayout {
  /**
   * A folder with a folder for each class, or with pictures of one class.
   *
   * @param prefix names from the root
   * @param part of its pictures; null where there are no parts
   * @param label of all of its pictures; null where its folders are the classes
   */
  record Place(List<String> prefix, @Nullable Part part, @Nullable String label) {
    int classDepth() {
      return prefix.size() + 1;
    }
  }

  /**
   * What is known besides the folder.
   *
   * @param known whether a model has a class of that name; never, where there is no model
   * @param alone whether no other source belongs to the data
   * @param stop ends the scanning of the folder
   */
  record Context(Predicate<String> known, boolean alone, ScanStop stop) {
    /** For training with this source alone. */
    static final Context TRAINING = new Context(name -> false, true, ScanStop.NEVER);
  }

  private final Context context;
  private final LayoutRefusals refusals;
  private final PartFolders partFolders;
  private final Map<List<String>, Place> places = new LinkedHashMap<>(); // by their prefixes
  private final Set<Part> parts = EnumSet.noneOf(Part.class);
  private final Set<Part> unlabelled = EnumSet.noneOf(Part.class);
  private final List<String> strangers = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private FolderLayout(String root, Context context) {
    this.context = context;
    this.refusals = new LayoutRefusals(root);
    this.partFolders = new PartFolders(refusals, this::note);
  }

  /**
   * The layout of a folder.
   *
   * @param root as messages name it
   * @param classDepth how many levels below the root the classes are; 0 to find out
   * @throws DatasetException if it could mean several things
   */
  static FolderLayout of(String root, FolderTree tree, int classDepth, Context context)
      throws DatasetException {
    FolderLayout layout = new FolderLayout(root, context);
    if (classDepth > 0) {
      layout.atDepth(tree, classDepth);
    } else {
      layout.find(tree);
    }
    return layout;
  }

  /** The parts that have folders. */
  Set<Part> parts() {
    return parts;
  }

  /** Parts that have pictures without labels only, which are left out. */
  Set<Part> unlabelled() {
    return unlabelled;
  }

  /** Folders beside parts that are no part. */
  List<String> strangers() {
    return strangers;
  }

  /** What was understood, one line each. */
  List<String> notes() {
    return notes;
  }

  /** The place that a picture belongs to; null if it belongs to none. */
  @Nullable Place of(List<String> picture) {
    for (int size = picture.size() - 1; size >= 0; size--) {
      Place place = places.get(picture.subList(0, size));
      if (place != null) {
        return place;
      }
    }
    return null;
  }

  private void note(String what) {
    notes.add("%s: %s".formatted(refusals.root(), what));
  }

  private void add(List<String> prefix, @Nullable Part part, @Nullable String label) {
    places.put(prefix, new Place(prefix, part, label));
  }

  /** The classes are the folders at a depth, and parts are told by the folders above them. */
  private void atDepth(FolderTree tree, int depth) throws DatasetException {
    List<FolderTree> level = List.of(tree);
    for (int i = 1; i < depth; i++) {
      level = level.stream().flatMap(folder -> folder.filled().stream()).toList();
    }
    if (level.stream().allMatch(folder -> folder.filled().isEmpty())) {
      throw refusals.noFolders(depth);
    }
    Set<String> above = new LinkedHashSet<>();
    level.forEach(folder -> above.addAll(folder.path()));
    Map<String, Part> named = PartName.of(above);
    for (FolderTree folder : level) {
      Part part = null;
      for (String name : folder.path()) {
        part = part == null ? named.get(name) : part;
      }
      if (part == null && !named.isEmpty()) {
        strangers.add(folder.slashed());
      } else {
        add(folder.path(), part, null);
        if (part != null) {
          parts.add(part);
        }
      }
    }
  }

  private void find(FolderTree tree) throws DatasetException {
    FolderTree base = unwrapped(tree);
    if (base != tree && !context.alone() && partFolders.in(base).isEmpty()) {
      base = tree; // another source has other classes
    }
    if (base != tree) {
      note("everything is in %s, read from there".formatted(base.slashed()));
    }
    if (allKnown(base.filled())) {
      classes(base, null);
      return;
    }
    Map<String, Part> named = partFolders.in(base);
    if (!named.isEmpty()) {
      parts(base, named);
    } else if (!knownBelow(base) && !classesAbovePartsIn(base)) {
      classes(base, null);
    }
  }

  private boolean known(FolderTree folder) {
    return context.known().test(folder.name());
  }

  private boolean allKnown(List<FolderTree> folders) {
    return !folders.isEmpty() && folders.stream().allMatch(this::known);
  }

  /** Below folders that hold nothing but one folder, as archives are unpacked. */
  private FolderTree unwrapped(FolderTree tree) {
    FolderTree base = tree;
    for (FolderTree only = base.onlyChild();
        only != null
            && only.onlyHolds()
            && base.names().stream().noneMatch(PartName::isPart)
            && !known(only);
        only = base.onlyChild()) {
      base = only;
    }
    return base;
  }

  /** Takes the folders in this one's folders, if all of them, and only they, are known. */
  private boolean knownBelow(FolderTree base) {
    List<FolderTree> below = new ArrayList<>();
    for (FolderTree folder : base.filled()) {
      below.addAll(folder.filled());
      if (known(folder) || !folder.onlyHolds()) {
        return false;
      }
    }
    if (!allKnown(below)) {
      return false;
    }
    base.filled().forEach(folder -> add(folder.path(), null, null));
    note("the model's classes are a level deeper, read from there");
    return true;
  }

  private void parts(FolderTree base, Map<String, Part> named) throws DatasetException {
    Map<Part, FolderTree> folders = new EnumMap<>(Part.class);
    for (Map.Entry<String, Part> entry : named.entrySet()) {
      FolderTree folder = base.get(entry.getKey());
      FolderTree first = folder == null ? null : folders.putIfAbsent(entry.getValue(), folder);
      if (first != null) {
        throw refusals.severalFolders(base, entry.getValue(), first.name(), entry.getKey());
      }
    }
    Set<String> classes = new TreeSet<>();
    for (Map.Entry<Part, FolderTree> entry : folders.entrySet()) { // the training part first
      FolderTree folder = inner(entry.getValue(), classes);
      parts.add(entry.getKey());
      if (folder.filled().isEmpty() && !folder.direct().isEmpty()) {
        refuseUnlabelled(entry.getKey(), folder);
        continue;
      }
      folder.filled().forEach(child -> classes.add(child.name()));
      classes(folder, entry.getKey());
    }
    base.filled().stream()
        .filter(child -> !named.containsKey(child.name()))
        .forEach(child -> strangers.add(child.slashed()));
  }

  /** Training can go on without a test part, but not without the others that are there. */
  private void refuseUnlabelled(Part part, FolderTree folder) throws DatasetException {
    if (part == Part.TEST) {
      parts.remove(part);
      unlabelled.add(part);
      note(
          "%s in %s not in folders of classes, left out: there is no test part"
              .formatted(
                  Listing.count(folder.direct().size(), "picture is", "pictures are"),
                  folder.slashed()));
      return;
    }
    throw refusals.withoutClasses(folder);
  }

  /** Below folders that hold nothing but one folder of a part's name, or one around the classes. */
  private FolderTree inner(FolderTree part, Set<String> classes) {
    FolderTree folder = part;
    for (FolderTree only = folder.onlyChild(); only != null; only = folder.onlyChild()) {
      boolean same = only.name().equalsIgnoreCase(folder.name()) || PartName.isPart(only.name());
      boolean around = only.onlyHolds() && !classes.contains(only.name()) && !known(only);
      if (!same && !around) {
        break;
      }
      folder = only;
    }
    if (folder != part) {
      note("the classes are read from %s".formatted(folder.slashed()));
    }
    return folder;
  }

  /** Takes the folders of this one as classes. */
  private void classes(FolderTree folder, @Nullable Part part) throws DatasetException {
    Map<String, Part> inner = PartName.of(folder.filled().stream().map(FolderTree::name).toList());
    if (!allKnown(folder.filled()) && inner.values().stream().distinct().count() > 1) {
      throw refusals.partsForClasses(folder, inner.keySet());
    }
    add(folder.path(), part, null);
    if (part == null || part == Part.TRAIN) {
      noteDeeper(folder);
    }
  }

  /** Says where pictures are that may be meant for other classes. */
  private void noteDeeper(FolderTree folder) {
    List<String> holding = new ArrayList<>();
    Set<String> deeper = new LinkedHashSet<>();
    for (FolderTree child : folder.filled()) {
      if (child.onlyHolds() && !known(child)) {
        holding.add(child.name());
        child.filled().forEach(inner -> deeper.add(inner.name()));
      }
    }
    if (deeper.size() > 1) {
      notes.add(refusals.deeper(folder, holding, deeper));
    }
  }

  /** Takes cat/train, cat/test, dog/train and so on, if all folders are such. */
  private boolean classesAbovePartsIn(FolderTree base) throws DatasetException {
    List<FolderTree> classes = base.filled();
    List<FolderTree> divided = new ArrayList<>();
    Set<Part> found = EnumSet.noneOf(Part.class);
    for (FolderTree folder : classes) {
      Map<String, Part> named =
          PartName.of(folder.filled().stream().map(FolderTree::name).toList());
      found.addAll(named.values());
      if (!named.isEmpty()) {
        divided.add(folder);
      }
    }
    if (found.size() < 2) {
      return false;
    }
    for (FolderTree folder : classes) {
      List<String> inside = folder.filled().stream().map(FolderTree::name).toList();
      Map<String, Part> named = PartName.of(inside);
      if (!folder.onlyHolds()
          || named.size() < inside.size()
          || named.values().stream().distinct().count() < named.size()) {
        throw refusals.partsInside(base, divided);
      }
      named.forEach(
          (name, part) -> {
            List<String> prefix = new ArrayList<>(folder.path());
            prefix.add(name);
            add(List.copyOf(prefix), part, folder.name());
          });
    }
    parts.addAll(found);
    note("each class has its own parts, read as such");
    return true;
  }
}
