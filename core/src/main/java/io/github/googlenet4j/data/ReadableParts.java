package io.github.googlenet4j.data;

import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Whether each part has a picture that can be read. A validation part without one has loss 0, so
 * that the first epoch would be the best.
 */
public final class ReadableParts {
  private ReadableParts() {}

  /**
   * Reads the pictures of each part until one can be read: usually the first.
   *
   * @param stop ends it, before it is known
   * @throws DatasetException if a part has none
   */
  public static void require(Dataset dataset, PictureLimits limits, BooleanSupplier stop)
      throws IOException {
    for (Part part : dataset.parts().keySet()) {
      require(part, dataset.part(part), new PictureReader(limits), stop);
    }
  }

  private static void require(
      Part part, List<Example> examples, PictureReader reader, BooleanSupplier stop)
      throws IOException {
    IOException first = null;
    for (Example example : examples) {
      if (stop.getAsBoolean()) {
        return;
      }
      try {
        reader.read(example.file());
        return;
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw new DatasetException(
          "the %s part: expected pictures that can be read, found none of %d (%s). Replace the files."
              .formatted(part, examples.size(), first.getMessage()),
          first);
    }
  }
}
