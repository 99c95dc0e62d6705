package io.github.googlenet4j.data;

import java.nio.file.Path;

/**
 * A labelled picture.
 *
 * @param file the picture
 * @param label index of its class
 */
public record Example(Path file, int label) {}
