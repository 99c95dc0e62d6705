package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureInspection;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Preparation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet prepare}: writes pictures as the network sees them. */
@Command(
    name = "prepare",
    description = "Writes pictures as the network sees them, as PNG files of 8-bit RGB.",
    footer = {
      "",
      "Each picture becomes FOLDER/NAME.png, where NAME is its whole name, such as",
      "holiday.jpg.png; pictures of a folder keep their subfolders. One line for each",
      "says its size, format and what was done to its pixels: turned upright, alpha",
      "blended over white, a colour profile not followed. A picture that cannot be read",
      "is reported, and the others are written; the exit status is then 1.",
      "",
      "Example:",
      "  googlenet prepare --model bvlc.safetensors --output seen photographs/",
      "  googlenet prepare --decoded --output decoded holiday.jpg"
    })
final class PrepareCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "PICTURE_OR_FOLDER", description = "What to write.")
  private List<Path> places = List.of();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the PNG files; it is made if it does not exist.")
  private Path output = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Model file: pictures are resized and cropped as for this model.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--decoded",
      description = "Write pictures as decoded and upright, neither resized nor cropped.")
  private boolean decoded;

  @Option(names = "--force", description = "Replace files that exist.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Mixin private PictureLimitFlags limits = new PictureLimitFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  private Optional<Preparation> preparation = Optional.empty();
  private boolean refused;

  /** A picture that was written. */
  private record Written(PictureInspection inspection, Picture picture) {}

  @Override
  public Integer call() throws IOException {
    PictureReader reader = new PictureReader(limits.limits());
    if (!decoded && model.isEmpty()) {
      throw new IllegalArgumentException(
          "--model: expected a model file or --decoded, found neither. Name the model to prepare"
              + " for, or use --decoded.");
    }
    if (!decoded) {
      preparation = Optional.of(ModelFile.read(model.orElseThrow()).preparation());
    }
    PreparedNames names = new PreparedNames(output);
    names.addAll(places, this::refuse);
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new IOException(
          "%s: expected a folder to write to, found a file. Name another.".formatted(output));
    }
    for (PreparedNames.Name name : names.all()) {
      Written written;
      try {
        names.checkIsNoSource(name);
        written = write(reader, name);
      } catch (UncheckedIOException e) {
        refuse(name.source(), Objects.requireNonNullElse(e.getCause(), e));
        continue;
      } catch (IOException e) {
        refuse(name.source(), e);
        continue;
      }
      print(name, written);
    }
    return refused ? 1 : 0;
  }

  private Written write(PictureReader reader, PreparedNames.Name name) throws IOException {
    Path folder = name.target().toAbsolutePath().resolveSibling("");
    if (Files.isDirectory(folder)) {
      AtomicFile.checkTarget(name.target(), force); // before time is spent on decoding
    }
    return reader.use(
        name.source(),
        inspection -> {
          Picture picture =
              preparation
                  .map(prepare -> prepare.apply(inspection.picture()))
                  .orElse(inspection.picture());
          try {
            Files.createDirectories(folder);
            AtomicFile.write(name.target(), force, new PngContent(picture));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return new Written(inspection, picture);
        });
  }

  private void refuse(Path source, Exception problem) {
    refused = true;
    String reason = OptionHints.added(ErrorLine.of(problem));
    if (json) {
      println(
          Json.line(
              writer -> {
                writer.writeStringField("file", source.toString());
                writer.writeStringField("error", reason);
              }));
    } else {
      spec.commandLine().getOut().flush();
      spec.commandLine().getErr().println("googlenet: " + reason);
    }
  }

  private void print(PreparedNames.Name name, Written written) {
    Picture original = written.inspection().picture();
    if (json) {
      println(Json.line(writer -> write(writer, name, written)));
      return;
    }
    String size = "%dx%d".formatted(original.width(), original.height());
    if (preparation.isPresent()) {
      size += " to %dx%d".formatted(written.picture().width(), written.picture().height());
    }
    StringBuilder line = new StringBuilder();
    line.append(name.target()).append(": ").append(name.source()).append(", ").append(size);
    line.append(", ").append(written.inspection().format());
    written.inspection().notes().forEach(note -> line.append(", ").append(note));
    println(line.toString());
  }

  private static void write(JsonGenerator json, PreparedNames.Name name, Written written)
      throws IOException {
    json.writeStringField("file", name.source().toString());
    json.writeStringField("output", name.target().toString());
    json.writeNumberField("width", written.picture().width());
    json.writeNumberField("height", written.picture().height());
    json.writeNumberField("decoded_width", written.inspection().picture().width());
    json.writeNumberField("decoded_height", written.inspection().picture().height());
    json.writeStringField("format", written.inspection().format());
    json.writeArrayFieldStart("notes");
    for (String note : written.inspection().notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
  }

  private void println(String line) {
    PrintWriter out = spec.commandLine().getOut();
    if (out.checkError()) {
      throw new UncheckedIOException(new IOException(Main.OUTPUT_LOST)); // the reader has gone
    }
    out.println(line);
  }
}
