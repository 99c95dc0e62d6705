/**
 * Weights of other programs: whose names they have, and how they become a model.
 *
 * <p>{@link WeightsImport} turns a file into a model; {@link TensorNaming} lists whose names it
 * knows.
 *
 * <p>Files come from anywhere: every length is checked before memory is taken, nothing in a file is
 * executed, and no path in it is followed. What cannot be used is refused with a {@link
 * io.github.googlenet4j.file.ModelFileException}, whose message is one line.
 */
@NullMarked
package io.github.googlenet4j.weights;

import org.jspecify.annotations.NullMarked;
