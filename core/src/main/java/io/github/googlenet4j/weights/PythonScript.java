package io.github.googlenet4j.weights;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.googlenet4j.file.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A program in Python beside exported weights: it builds the network in PyTorch, for any variant,
 * loads the file and classifies pictures.
 *
 * <p>It is a resource, {@code classify.py}, that runs as it is once the file's name has been put
 * in.
 */
public final class PythonScript {
  private static final String RESOURCE = "classify.py";
  private static final String NAME = "@WEIGHTS@";
  private static final String ENDING = ".py";

  private PythonScript() {}

  /**
   * Where the program for a file of weights belongs: the same name, ending in {@code .py}.
   *
   * @throws IllegalArgumentException if that is the file itself
   */
  public static Path beside(Path weights) {
    String name = String.valueOf(weights.getFileName());
    int dot = name.lastIndexOf('.');
    String script = (dot > 0 ? name.substring(0, dot) : name) + ENDING;
    if (script.equals(name)) {
      throw new IllegalArgumentException(
          "%s: expected a name for the weights that does not end in .py, found one. The script gets that name."
              .formatted(weights));
    }
    return weights.resolveSibling(script);
  }

  /**
   * Writes the program for a file that {@link ForeignExport} writes.
   *
   * @param overwrite whether a file of that name may be replaced
   * @return where it is
   * @throws io.github.googlenet4j.file.ModelFileException if it cannot be written
   */
  public static Path write(Path weights, boolean overwrite) throws IOException {
    Path script = beside(weights);
    AtomicFile.write(script, overwrite, text(String.valueOf(weights.getFileName())));
    return script;
  }

  /** A string of JSON is one of Python, too. */
  private static String text(String weights) throws IOException {
    try (InputStream resource =
        Objects.requireNonNull(PythonScript.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      String template = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(weights));
      return template.replace(NAME, quoted);
    }
  }
}
