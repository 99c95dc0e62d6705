package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/architecture.md names exists. */
class ArchitectureDocumentTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /**
   * A class, perhaps a nested one, perhaps with a method: {@code Graph}, {@code Engine.compile}.
   */
  private static final Pattern TYPE =
      Pattern.compile("([A-Z]\\w+)((?:\\.[A-Z]\\w+)*)(\\.[a-z]\\w*)?");

  private static final Pattern PACKAGE = Pattern.compile("[a-z]\\w*(\\.[a-z]\\w*)*");
  private static final Pattern LINK = Pattern.compile("]\\((?!http)([^)#]*)(?:#([^)]*))?\\)");

  /** Of the JDK. */
  private static final Set<String> FOREIGN = Set.of("ServiceLoader");

  private static String document() throws IOException {
    return Files.readString(ROOT.resolve("docs/architecture.md"));
  }

  /** All source files, by the simple name of their type. */
  private static Map<String, List<Path>> sources() throws IOException {
    Map<String, List<Path>> sources = new HashMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
        for (String tree : List.of("src/main/java", "src/test/java")) {
          if (Files.isDirectory(module.resolve(tree))) {
            try (Stream<Path> files = Files.walk(module.resolve(tree))) {
              files
                  .filter(path -> path.toString().endsWith(".java"))
                  .forEach(
                      path ->
                          sources
                              .computeIfAbsent(
                                  path.getFileName().toString().replace(".java", ""),
                                  name -> new ArrayList<>())
                              .add(path));
            }
          }
        }
      }
    }
    return sources;
  }

  private static List<String> code() throws IOException {
    return CODE.matcher(document()).results().map(found -> found.group(1)).distinct().toList();
  }

  @Test
  void everyClassThatItNamesExists() throws IOException {
    Map<String, List<Path>> sources = sources();
    List<String> missing = new ArrayList<>();
    int checked = 0;
    for (String name : code()) {
      Matcher type = TYPE.matcher(name);
      if (!type.matches() || FOREIGN.contains(name)) {
        continue;
      }
      checked++;
      List<Path> files = sources.getOrDefault(type.group(1), List.of());
      boolean found = false;
      for (Path file : files) {
        String text = Files.readString(file);
        boolean nested =
            Stream.of(type.group(2).split("\\."))
                .allMatch(inner -> inner.isEmpty() || text.matches("(?s).*\\b" + inner + "\\b.*"));
        boolean method = type.group(3) == null || text.contains(type.group(3).substring(1) + "(");
        found |= nested && method;
      }
      if (!found) {
        missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
    assertThat(checked).isGreaterThan(60);
  }

  @Test
  void everyPackageThatItNamesExists() throws IOException {
    Set<String> packages = new TreeSet<>(List.of("spark"));
    for (List<Path> files : sources().values()) {
      for (Path file : files) {
        String folder = String.valueOf(file.getParent()).replace('\\', '.').replace('/', '.');
        int start = folder.indexOf("io.github.googlenet4j");
        if (start >= 0) {
          packages.add(folder.substring(start));
        } else {
          packages.add(""); // module-info
        }
      }
    }
    List<String> missing = new ArrayList<>();
    for (String name : code()) {
      if (PACKAGE.matcher(name).matches()
          && packages.stream().noneMatch(all -> all.equals(name) || all.endsWith("." + name))
          && !Files.exists(ROOT.resolve(name))) {
        missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyPackageIsOnTheMap() throws IOException {
    List<String> code = code();
    Set<String> missing = new TreeSet<>();
    for (Path file : sources().getOrDefault("package-info", List.of())) {
      String folder = String.valueOf(file.getParent()).replace('\\', '/');
      if (!folder.contains("/src/test/")) {
        String name = folder.replaceAll(".*/io/github/googlenet4j/?", "").replace('/', '.');
        if (!code.contains(name.isEmpty() ? "io.github.googlenet4j" : name)) {
          missing.add(name);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void itsLinksLeadSomewhere() throws IOException {
    String document = document();
    Set<String> anchors = new TreeSet<>();
    document
        .lines()
        .filter(line -> line.startsWith("#"))
        .forEach(
            line ->
                anchors.add(
                    line.replaceFirst("#+ ", "")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-')));
    Matcher link = LINK.matcher(document);
    while (link.find()) {
      if (!link.group(1).isEmpty()) {
        assertThat(ROOT.resolve("docs").resolve(link.group(1))).exists();
      } else {
        assertThat(anchors).contains(link.group(2));
      }
    }
  }
}
