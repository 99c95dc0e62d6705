/**
 * Writes a graph as ONNX.
 *
 * <p>{@link OnnxFile} turns a model into a file; {@link OnnxModel} is a network in ONNX's form, in
 * memory; {@code GraphTranslation} knows ONNX's operators. Field numbers and operators are those of
 * onnx.proto and of operator sets 13 to 21. {@link OnnxComparison} compares a file's results in
 * another program with the model's.
 */
@NullMarked
package io.github.googlenet4j.onnx;

import org.jspecify.annotations.NullMarked;
