package io.github.googlenet4j.demo;

import io.github.googlenet4j.data.Part;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A labelled picture set that needs no download: shapes and textures in many colours, sizes and
 * rotations, among clutter, under uneven light and noise.
 *
 * <p>Colours do not depend on the class. The pictures depend only on the seed; a picture stays the
 * same when there are more of them, and no picture is in two parts. JDKs differ in how they round
 * edges and gradients: by one level of 256 in one value of a hundred.
 *
 * @param motifs the classes, at least two
 * @param train pictures of each class in the training part
 * @param validation in the validation part
 * @param test in the test part
 * @param side least width and height in pixels, 32 to 1024; the most is 5/4 of it
 * @param seed of everything
 */
public record DrawnPictures(
    List<Motif> motifs, int train, int validation, int test, int side, long seed) {

  /** All motifs, for training at 64 pixels. */
  public static final DrawnPictures DEFAULT =
      new DrawnPictures(List.of(Motif.values()), 200, 20, 60, 72, 1);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public DrawnPictures {
    motifs = motifs.stream().distinct().toList();
    check(motifs.size() >= 2, "motifs", "at least 2", motifs.size());
    check(train >= 1, "train", "at least 1 picture of each class", train);
    check(validation >= 0, "validation", "at least 0 pictures of each class", validation);
    check(test >= 0, "test", "at least 0 pictures of each class", test);
    check(side >= 32 && side <= 1024, "side", "32 to 1024 pixels", side);
  }

  private static void check(boolean right, String field, String expected, int found) {
    if (!right) {
      throw new IllegalArgumentException(
          "drawn pictures, %s: expected %s, found %d. Choose another value."
              .formatted(field, expected, found));
    }
  }

  public DrawnPictures withMotifs(List<Motif> value) {
    return new DrawnPictures(value, train, validation, test, side, seed);
  }

  /** With these numbers of pictures of each class. */
  public DrawnPictures withCounts(int train, int validation, int test) {
    return new DrawnPictures(motifs, train, validation, test, side, seed);
  }

  public DrawnPictures withSide(int value) {
    return new DrawnPictures(motifs, train, validation, test, value, seed);
  }

  public DrawnPictures withSeed(long value) {
    return new DrawnPictures(motifs, train, validation, test, side, value);
  }

  /** Pictures of each class in a part. */
  public int count(Part part) {
    return switch (part) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /** One picture, in colours 0xRRGGBB; {@code index} from 0, also beyond those written. */
  public BufferedImage draw(Part part, Motif motif, int index) {
    return scene(part, motif, index).image();
  }

  /**
   * Where the figure of that picture is: the outline of the motif, or of the patch that a texture
   * fills, in pixels of the picture. A corner may lie outside of the picture.
   */
  public Shape outline(Part part, Motif motif, int index) {
    return scene(part, motif, index).outline();
  }

  private Scene.Drawing scene(Part part, Motif motif, int index) {
    long place = (long) (part + "/" + motif).hashCode() << 32 | index;
    Random random = new Random(scatter(scatter(seed) ^ place));
    int width = side + random.nextInt(side / 4 + 1);
    int height = side + random.nextInt(side / 4 + 1);
    return Scene.draw(motif, width, height, random);
  }

  /** SplitMix64's mixing (Steele et al. 2014): {@link Random}s of successive seeds begin alike. */
  private static long scatter(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /**
   * Writes {@code folder/{train,validation,test}/<class>/0000.png} and so on, on all cores; a part
   * without pictures is left out.
   *
   * @param folder an empty folder, or one that does not exist yet
   * @throws FileAlreadyExistsException if the folder is not empty
   * @throws IOException if they cannot be written
   */
  public void writeTo(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw new FileAlreadyExistsException(
              folder + ": expected an empty folder or none, found files in it. Name another one.");
        }
      }
    }
    record Drawing(Part part, Motif motif, int index) {}
    List<Drawing> drawings = new ArrayList<>();
    for (Part part : Part.values()) {
      for (Motif motif : motifs) {
        if (count(part) > 0) {
          Files.createDirectories(place(folder, part, motif));
        }
        for (int index = 0; index < count(part); index++) {
          drawings.add(new Drawing(part, motif, index));
        }
      }
    }
    try {
      drawings.parallelStream()
          .forEach(
              drawing -> {
                String name = String.format(Locale.ROOT, "%04d.png", drawing.index);
                write(
                    draw(drawing.part, drawing.motif, drawing.index),
                    place(folder, drawing.part, drawing.motif).resolve(name));
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Path place(Path folder, Part part, Motif motif) {
    return folder.resolve(part.toString()).resolve(motif.toString());
  }

  /** Writes to a stream: with a file, ImageIO would make a cache file. */
  private static void write(BufferedImage picture, Path file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 15);
    try {
      try (var stream = new MemoryCacheImageOutputStream(bytes)) {
        ImageIO.write(picture, "png", stream);
      }
      Files.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
