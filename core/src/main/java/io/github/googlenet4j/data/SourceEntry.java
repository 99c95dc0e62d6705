package io.github.googlenet4j.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A picture as a source names it, before the classes of all sources are known.
 *
 * @param file the picture
 * @param name its path within the source with slashes: what order and split depend on, so that both
 *     are the same wherever the source lies
 * @param label its class
 * @param part null where the source has no parts
 */
record SourceEntry(Path file, String name, String label, @Nullable Part part) {}
