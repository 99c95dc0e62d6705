package io.github.googlenet4j.fuzz;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.DatasetException;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.foreign.pytorch.PyTorchFile;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.train.RecipeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A reader, given a file of any bytes: it reads all of it, or refuses it with one line, and nothing
 * else comes out.
 */
enum FuzzTarget {
  PICTURE {
    private static final PictureReader READER =
        new PictureReader(new PictureLimits(1 << 20, 1 << 20));

    @Override
    void read(Path file) throws IOException {
      try {
        READER.inspect(file);
      } catch (PictureException e) {
        checkLine(e);
      }
    }
  },
  CSV {
    @Override
    void read(Path file) throws IOException {
      try {
        Dataset.open(List.of(file), Split.DEFAULT);
      } catch (DatasetException e) {
        checkLine(e);
      }
    }
  },
  RECIPE {
    @Override
    void read(Path file) {
      try {
        RecipeFile.compose(Optional.empty(), RecipeFile.read(file));
      } catch (IOException | IllegalArgumentException e) {
        checkLine(e);
      }
    }
  },
  SAFETENSORS {
    @Override
    void read(Path file) throws IOException {
      try (Safetensors open = Safetensors.open(file)) {
        readAll(open);
      } catch (ModelFileException e) {
        checkLine(e);
      }
    }
  },
  PYTORCH {
    @Override
    void read(Path file) throws IOException {
      try (PyTorchFile open = PyTorchFile.open(file)) {
        readAll(open);
      } catch (ModelFileException e) {
        checkLine(e);
      }
    }
  };

  private static final int LONGEST_LINE = 200_000;

  /**
   * Reads a file.
   *
   * @throws IOException if the reader fails with anything but its own exception: a fault
   */
  abstract void read(Path file) throws IOException;

  /** The reader's folder in the corpus. */
  String folder() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  private static void readAll(TensorFile file) throws IOException {
    List<String> readable = new ArrayList<>();
    file.descriptions()
        .forEach(
            (name, tensor) -> {
              if (tensor.readable()) {
                readable.add(name);
              }
            });
    file.notes().forEach(FuzzTarget::checkLine);
    file.tensors(readable);
  }

  private static void checkLine(Exception refusal) {
    checkLine(String.valueOf(refusal.getMessage()));
  }

  private static void checkLine(String line) {
    if (line.isBlank() || line.length() > LONGEST_LINE || line.chars().anyMatch(c -> c < ' ')) {
      throw new AssertionError("expected one line, found: " + line);
    }
  }
}
