package io.github.googlenet4j.fuzz;

import com.sun.management.ThreadMXBean;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.DatasetException;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.foreign.caffe.CaffeFile;
import io.github.googlenet4j.foreign.onnx.OnnxWeights;
import io.github.googlenet4j.foreign.pytorch.PyTorchFile;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.train.RecipeFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      readAll(() -> Safetensors.open(file));
    }
  },
  PYTORCH {
    @Override
    void read(Path file) throws IOException {
      readAll(() -> PyTorchFile.open(file));
    }
  },
  CAFFE {
    @Override
    void read(Path file) throws IOException {
      readAll(() -> CaffeFile.open(file));
    }
  },
  ONNX {
    @Override
    void read(Path file) throws IOException {
      readAll(() -> OnnxWeights.open(file));
    }
  };

  private static final int LONGEST_LINE = 200_000;
  private static final long NANOS = 2_000_000_000;
  private static final long BYTES = 256 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * Reads a file within 2 s of this thread's time on the processor and 256 MB. A second time counts
   * if the first does not suffice: classes are loaded then, and instrumented by a fuzzer.
   *
   * @throws IOException if the reader fails with anything but its own exception: a fault
   * @throws AssertionError if it took more, or said more than a line
   */
  final void readWithinBounds(Path file) throws IOException {
    boolean within = false;
    for (int i = 0; i < 2 && !within; i++) {
      within = isReadWithinBounds(file);
    }
    if (!within) {
      throw new AssertionError("expected at most 2 s and 256 MB, found more: " + file);
    }
  }

  private boolean isReadWithinBounds(Path file) throws IOException {
    long nanos = THREADS.getCurrentThreadCpuTime();
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    read(file);
    return THREADS.getCurrentThreadAllocatedBytes() - bytes <= BYTES
        && THREADS.getCurrentThreadCpuTime() - nanos <= NANOS;
  }

  /** Reads a file, or has it refused. */
  abstract void read(Path file) throws IOException;

  /** The reader's folder in the corpus. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Opens a file of tensors. */
  private interface Opening {
    TensorFile open() throws IOException;
  }

  private static void readAll(Opening opening) throws IOException {
    try (TensorFile file = opening.open()) {
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
    } catch (ModelFileException e) {
      checkLine(e);
    }
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
