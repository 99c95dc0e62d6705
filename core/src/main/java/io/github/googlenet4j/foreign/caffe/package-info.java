/**
 * Weights that Caffe wrote ({@code .caffemodel}), as named tensors.
 *
 * <p>{@link CaffeFile} reads them. Field numbers are those of Caffe's {@code caffe.proto}.
 *
 * <p>Files come from anywhere: every length is checked before memory is taken, and no path in a
 * file is followed. What cannot be used is refused with a {@link
 * io.github.googlenet4j.file.ModelFileException}, whose message is one line.
 */
@NullMarked
package io.github.googlenet4j.foreign.caffe;

import org.jspecify.annotations.NullMarked;
