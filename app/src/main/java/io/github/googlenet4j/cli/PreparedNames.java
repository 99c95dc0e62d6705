package io.github.googlenet4j.cli;

import io.github.googlenet4j.data.PictureFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The files that pictures are written to: the picture's whole name and {@code .png}, because {@code
 * a.jpg} and {@code a.png} may lie side by side. Where two pictures have one name, from different
 * folders or on a file system that ignores case, later ones get a number.
 */
final class PreparedNames {
  /** What is read, and where it is written to. */
  record Name(Path source, Path target) {}

  private final Path folder;
  private final List<Name> names = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private final Set<Path> sources = new HashSet<>();

  PreparedNames(Path folder) {
    this.folder = folder;
  }

  /**
   * Adds pictures and those of folders.
   *
   * @param refuse told of a place that cannot be read
   */
  void addAll(List<Path> places, BiConsumer<Path, IOException> refuse) {
    for (Path place : places) {
      try {
        if (Files.isDirectory(place)) {
          for (Path picture : PictureFolder.pictures(place)) {
            add(picture, place.relativize(picture));
          }
        } else {
          add(place, place.toAbsolutePath().getFileName());
        }
      } catch (IOException e) {
        refuse.accept(place, e);
      }
    }
  }

  /**
   * Adds a picture.
   *
   * @param relative its place below the folder; steps upwards are left out
   */
  void add(Path source, Path relative) throws IOException {
    Path place = Path.of("");
    for (Path part : relative) {
      if (!part.toString().equals("..") && !part.toString().equals(".")) {
        place = place.resolve(part);
      }
    }
    String name = place + ".png";
    for (int number = 2; !taken.add(key(name)); number++) {
      name = "%s-%d.png".formatted(place, number);
    }
    names.add(new Name(source, folder.resolve(name)));
    if (Files.exists(source)) {
      sources.add(source.toRealPath());
    }
  }

  private static String key(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  List<Name> all() {
    return names;
  }

  /** Refuses to write over a picture that is read, whatever may be replaced. */
  void checkIsNoSource(Name name) throws IOException {
    if (Files.exists(name.target()) && sources.contains(name.target().toRealPath())) {
      throw new IOException(
          "%s: expected another file than the pictures that are read, found one of them. Name"
                  .formatted(name.target())
              + " another folder.");
    }
  }
}
