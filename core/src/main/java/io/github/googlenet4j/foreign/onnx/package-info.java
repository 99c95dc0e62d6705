/**
 * Weights in ONNX files, as named tensors.
 *
 * <p>Programs that write ONNX give weights names of their own ({@code onnx::Conv_487}), so names
 * say nothing. {@link OnnxWeights} compares the file's graph, node by node, with the one that
 * {@link io.github.googlenet4j.model.GoogLeNet} builds for each variant. The steps: {@code
 * OnnxReader} reads the messages; {@code UnitReader} makes {@code Unit}s of the nodes, which are
 * layers with what belongs to them (a convolution, its batch normalisation, its ReLU); {@code
 * Topology} finds each of our layers among the units.
 *
 * <p>Files come from anywhere: every length is checked before memory is taken, and no path in a
 * file is followed. What cannot be used is refused with a {@link
 * io.github.googlenet4j.file.ModelFileException}, whose message is one line.
 */
@NullMarked
package io.github.googlenet4j.foreign.onnx;

import org.jspecify.annotations.NullMarked;
