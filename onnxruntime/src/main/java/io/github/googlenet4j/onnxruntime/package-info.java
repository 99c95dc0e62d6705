/**
 * The ONNX Runtime engine: inference where oneDNN has no optimised kernels, and the check that
 * exported ONNX files are right.
 *
 * <p>{@code OnnxRuntimeEngine} compiles; {@code OnnxRuntimeProgram} runs a network as this
 * project's ONNX writer translates it; {@code FileSession} runs an ONNX file as it is. {@code
 * OnnxRuntimeSessions} is the one place where ONNX Runtime's sessions are made, {@code
 * NativeLibraries} where it is loaded.
 */
@NullMarked
package io.github.googlenet4j.onnxruntime;

import org.jspecify.annotations.NullMarked;
