package io.github.googlenet4j.cli;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.report.ContactSheet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet augment}: a contact sheet of a picture's variations in training. */
@Command(
    name = "augment",
    description = "Draws a picture and its variations, as training shows them to the network.",
    footer = {
      "",
      "The original comes first, in a frame. Without options the variations are those of",
      "the paper: patches of 8 to 100 %% of the area, mirrored, with distorted colours.",
      "",
      "Example:",
      "  googlenet augment photograph.jpg --smallest-area .35 --output sheet.png"
    })
final class AugmentCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PICTURE", description = "The picture to vary.")
  private Path picture = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "PNG file to write (default: the picture's name with -augmented.png, here).")
  private @Nullable Path output;

  @Option(
      names = "--side",
      paramLabel = "N",
      description = "Side of a variation in pixels (default: ${DEFAULT-VALUE}).")
  private int side = ContactSheet.DEFAULT.side();

  @Option(names = "--rows", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private int rows = ContactSheet.DEFAULT.rows();

  @Option(names = "--columns", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private int columns = ContactSheet.DEFAULT.columns();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the variations (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private PictureLimitFlags limits = new PictureLimitFlags();

  @Mixin private AugmentationOptions augmentation = new AugmentationOptions();

  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PictureReader reader = new PictureReader(limits.limits());
    ContactSheet sheet = new ContactSheet(side, rows, columns);
    Augmentation varied = augmentation.over(Augmentation.PAPER);
    Path file = output == null ? beside() : output;
    check(file);
    Picture original = reader.read(picture);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(sheet.draw(original, varied, seed), "png", png);
    write(file, png.toByteArray());
    int variations = rows * columns - 1;
    String line =
        json
            ? Json.line(
                writer -> {
                  writer.writeStringField("picture", picture.toString());
                  writer.writeStringField("output", file.toString());
                  writer.writeNumberField("variations", variations);
                  writer.writeNumberField("side", side);
                  writer.writeNumberField("seed", seed);
                })
            : "%s: %s and %d variations of %d pixels".formatted(file, picture, variations, side);
    spec.commandLine().getOut().println(line);
    return 0;
  }

  private Path beside() {
    String name = String.valueOf(picture.getFileName());
    int dot = name.lastIndexOf('.');
    return Path.of((dot > 0 ? name.substring(0, dot) : name) + "-augmented.png");
  }

  private void check(Path file) throws IOException {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new IllegalArgumentException(
          "--output: expected a name that ends in .png, found %s. Rename it.".formatted(file));
    }
    if (Files.isDirectory(file)) {
      throw new IOException(
          "%s: expected a file to write, found a folder. Name a file inside of it."
              .formatted(file));
    }
    OutputFile.requireOther(file, picture, "PICTURE");
    if (Files.exists(file) && !force) {
      throw exists(file);
    }
  }

  private static IOException exists(Path file) {
    return new IOException(
        "%s: expected a file that does not exist yet, found one. Use --force to replace it."
            .formatted(file));
  }

  private void write(Path file, byte[] bytes) throws IOException {
    OpenOption[] options =
        force
            ? new OpenOption[] {
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE
            }
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    try {
      Files.write(file, bytes, options);
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "%s: expected an existing folder to write to, found none. Make the folder first."
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new IOException(
          "%s: expected to write %d bytes, found an error (%s). Check the disk and permissions."
              .formatted(file, bytes.length, e.getMessage()),
          e);
    }
  }
}
