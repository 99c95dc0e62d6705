package io.github.googlenet4j.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds out which columns of a table hold pictures, labels and parts: by the headings that people
 * use, and where those do not tell, by the values.
 */
final class CsvColumns {
  /** In lower case, without spaces and signs; an earlier list comes first. */
  private static final List<Set<String>> PATHS =
      List.of(
          Set.of("path"),
          Set.of(
              "filepath",
              "filepaths",
              "imagepath",
              "imagepaths",
              "imgpath",
              "picturepath",
              "file",
              "files",
              "filename",
              "filenames",
              "image",
              "images",
              "imagefile",
              "imagefilename",
              "imagename",
              "img",
              "imgname",
              "picture",
              "picturename",
              "photo",
              "paths"),
          Set.of("id", "imageid", "imgid", "pictureid", "fileid", "ids", "uid", "name"));

  private static final List<Set<String>> LABELS =
      List.of(
          Set.of("label"),
          Set.of(
              "class",
              "category",
              "target",
              "labels",
              "classes",
              "classname",
              "categoryname",
              "labelname",
              "targetname",
              "categories",
              "classlabel"),
          Set.of("classid", "categoryid", "labelid", "classindex", "labelindex", "classno"));

  private static final String SPLIT = "split";
  private static final Set<String> SPLITS =
      Set.of("subset", "set", "dataset", "part", "partition", "fold", "phase", "usage", "type");
  private static final Set<String> INDICES =
      Set.of("", "index", "idx", "unnamed0", "unnamed01", "row", "rowid", "no", "nr", "sno");

  private static final int PROBED = 20;

  private final String file;
  private final List<List<String>> rows;
  private final Predicate<String> isFile;
  private final List<String> headings;
  private final boolean headed;
  private final int path;
  private final int label;
  private final int split;

  /**
   * @param file as messages name it
   * @param table with one row at least
   * @param isFile whether a value names a picture
   * @throws DatasetException if a column is missing or could be several
   */
  CsvColumns(String file, CsvTable table, SourceOptions options, Predicate<String> isFile)
      throws DatasetException {
    this.file = file;
    this.isFile = isFile;
    List<String> first = table.rows().get(0);
    this.headed = isHeader(first, options);
    this.headings = headed ? first : numbered(first.size());
    this.rows = table.rows().subList(headed ? 1 : 0, table.rows().size());
    this.split = split(options.splitColumn());
    this.path = path(options.pathColumn());
    this.label = label(options.labelColumn());
  }

  /** Whether the first row holds headings: it does unless one of its fields is a picture. */
  private boolean isHeader(List<String> first, SourceOptions options) {
    boolean named =
        first.stream()
            .anyMatch(
                name ->
                    PATHS.stream().anyMatch(set -> set.contains(key(name)))
                        || LABELS.stream().anyMatch(set -> set.contains(key(name)))
                        || options.pathColumn().filter(name::equalsIgnoreCase).isPresent()
                        || options.labelColumn().filter(name::equalsIgnoreCase).isPresent());
    return named || first.stream().noneMatch(isFile);
  }

  private static List<String> numbered(int size) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      names.add("column " + i);
    }
    return names;
  }

  private static String key(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  private int path(Optional<String> asked) throws DatasetException {
    if (asked.isPresent()) {
      return named(asked.get());
    }
    for (Set<String> names : PATHS) {
      List<Integer> found = columns(names);
      if (found.size() > 1) {
        refuseTwice(found);
        List<Integer> files = found.stream().filter(this::holdsFiles).toList();
        found = files.size() == 1 ? files : found;
      }
      if (found.size() == 1) {
        return found.get(0);
      }
      if (found.size() > 1) {
        throw several("paths", found, "Choose the path column");
      }
    }
    List<Integer> files = new ArrayList<>();
    for (int i = 0; i < headings.size(); i++) {
      if (holdsFiles(i)) {
        files.add(i);
      }
    }
    if (files.size() == 1) {
      return files.get(0);
    }
    throw none("paths (path, image, file, filename or id)", "choose the path column");
  }

  private int label(Optional<String> asked) throws DatasetException {
    if (asked.isPresent()) {
      return named(asked.get());
    }
    for (Set<String> names : LABELS) {
      List<Integer> found = columns(names);
      if (found.size() > 1) {
        refuseTwice(found);
        throw several("labels", found, "Choose the label column");
      }
      if (found.size() == 1) {
        return found.get(0);
      }
    }
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < headings.size(); i++) {
      if (i != path && i != split && !isIndex(i)) {
        others.add(i);
      }
    }
    if (others.size() == 1) {
      return others.get(0);
    }
    throw none("labels (label, class, category or target)", "choose the label column");
  }

  /** The column of parts; -1 if there is none. */
  private int split(Optional<String> asked) throws DatasetException {
    if (asked.isPresent()) {
      return named(asked.get());
    }
    List<Integer> found = columns(Set.of(SPLIT));
    refuseTwice(found);
    if (!found.isEmpty()) {
      return found.get(0);
    }
    List<Integer> others = columns(SPLITS).stream().filter(this::holdsParts).toList();
    return others.size() == 1 ? others.get(0) : -1;
  }

  private List<Integer> columns(Set<String> names) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; headed && i < headings.size(); i++) {
      if (names.contains(key(headings.get(i)))) {
        found.add(i);
      }
    }
    return found;
  }

  private int named(String heading) throws DatasetException {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < headings.size(); i++) {
      if (headings.get(i).equalsIgnoreCase(heading.strip())) {
        found.add(i);
      }
    }
    refuseTwice(found);
    if (found.isEmpty()) {
      throw new DatasetException(
          "%s: expected a column %s, found %s. Name one of these."
              .formatted(file, heading, found()));
    }
    return found.get(0);
  }

  private boolean holdsFiles(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .limit(PROBED)
            .allMatch(row -> column < row.size() && isFile.test(row.get(column)));
  }

  private boolean holdsParts(int column) {
    Set<String> values = new HashSet<>();
    rows.forEach(row -> values.add(column < row.size() ? row.get(column) : ""));
    return PartName.of(values).size() == values.size();
  }

  /** Whether pandas or a spreadsheet counted the rows there. */
  private boolean isIndex(int column) {
    if (headed && !INDICES.contains(key(headings.get(column)))) {
      return false;
    }
    String first = rows.isEmpty() || column >= rows.get(0).size() ? "" : rows.get(0).get(column);
    if (!first.equals("0") && !first.equals("1")) {
      return false;
    }
    for (int i = 0; i < Math.min(PROBED, rows.size()); i++) {
      String expected = Integer.toString(i + Integer.parseInt(first));
      if (column >= rows.get(i).size() || !rows.get(i).get(column).equals(expected)) {
        return false;
      }
    }
    return headed || rows.size() > 1;
  }

  private void refuseTwice(List<Integer> columns) throws DatasetException {
    Set<String> seen = new HashSet<>();
    for (int column : columns) {
      if (!seen.add(headings.get(column).toLowerCase(Locale.ROOT))) {
        throw new DatasetException(
            "%s: expected each column once, found '%s' twice. Rename or remove one."
                .formatted(file, headings.get(column)));
      }
    }
  }

  private DatasetException several(String what, List<Integer> columns, String advice) {
    return new DatasetException(
        "%s: expected one column of %s, found %s. %s."
            .formatted(
                file,
                what,
                String.join(" and ", columns.stream().map(headings::get).toList()),
                advice));
  }

  private DatasetException none(String what, String advice) {
    return new DatasetException(
        "%s: expected a column of %s, found %s. Rename one in the first row, or %s."
            .formatted(file, what, found(), advice));
  }

  private String found() {
    return "the columns "
        + Listing.some(headings.stream().map(name -> name.isEmpty() ? "''" : name).toList());
  }

  /** The rows below the headings. */
  List<List<String>> rows() {
    return rows;
  }

  /** How many rows of headings there are: 1 or 0. */
  int headers() {
    return headed ? 1 : 0;
  }

  int size() {
    return headings.size();
  }

  String path(List<String> row) {
    return row.get(path);
  }

  String label(List<String> row) {
    return row.get(label);
  }

  /** The part's name; empty where there is no such column. */
  String split(List<String> row) {
    return split < 0 ? "" : row.get(split);
  }

  boolean hasSplit() {
    return split >= 0;
  }

  /** The different names of parts. */
  Collection<String> splits() {
    Set<String> names = new TreeSet<>();
    rows.forEach(row -> names.add(split(row)));
    return names;
  }

  /** What was understood, unless everything has its plain name; empty then. */
  List<String> understood() {
    List<String> unused = new ArrayList<>();
    for (int i = 0; i < headings.size(); i++) {
      if (i != path && i != label && i != split) {
        unused.add(headings.get(i).isEmpty() ? "column " + (i + 1) : headings.get(i));
      }
    }
    List<String> words = new ArrayList<>();
    if (!headed) {
      words.add("no headings");
    }
    if (!key(headings.get(path)).equals("path")) {
      words.add("pictures are in " + headings.get(path));
    }
    if (!key(headings.get(label)).equals("label")) {
      words.add("labels in " + headings.get(label));
    }
    if (split >= 0 && !key(headings.get(split)).equals(SPLIT)) {
      words.add("parts in " + headings.get(split));
    }
    if (!unused.isEmpty()) {
      words.add("not used: " + Listing.some(unused));
    }
    return words;
  }
}
