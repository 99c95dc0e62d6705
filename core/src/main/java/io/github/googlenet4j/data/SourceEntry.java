package io.github.googlenet4j.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A picture as a source names it, before the classes of all sources are known.
 *
 * @param file the picture
 * @param name its path within the source with slashes: order and split depend on it, not on the
 *     location of the source
 * @param label its class
 * @param part null where the source has no parts
 */
record SourceEntry(Path file, String name, String label, @Nullable Part part) {}
