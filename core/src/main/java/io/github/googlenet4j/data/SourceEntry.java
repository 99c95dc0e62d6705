package io.github.googlenet4j.data;

import java.nio.file.Path;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * A picture as a source names it, before the classes of all sources are known.
 *
 * <p>Name and label are in Unicode's composed form: macOS decomposes the names of files, and a
 * class that was written on both systems is one class.
 *
 * @param file the picture
 * @param name its path within the source with slashes: order and split depend on it, not on the
 *     location of the source
 * @param label its class
 * @param part null where the source has no parts
 */
record SourceEntry(Path file, String name, String label, @Nullable Part part) {
  SourceEntry {
    name = Normalizer.normalize(name, Normalizer.Form.NFC);
    label = Normalizer.normalize(label, Normalizer.Form.NFC);
  }
}
