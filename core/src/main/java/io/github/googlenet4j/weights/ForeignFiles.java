package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.foreign.caffe.CaffeFile;
import io.github.googlenet4j.foreign.onnx.OnnxWeights;
import io.github.googlenet4j.foreign.pytorch.PyTorchFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a file of weights with the reader that its first bytes ask for. */
final class ForeignFiles {
  private ForeignFiles() {}

  /**
   * The file, its structure checked; the caller closes it.
   *
   * @throws ModelFileException if it is of no kind that is read, or cannot be trusted
   */
  static TensorFile open(Path file) throws IOException {
    FileKind kind = FileKind.of(start(file));
    return switch (kind.reads()) {
      case SAFETENSORS -> Safetensors.open(file);
      case PYTORCH -> PyTorchFile.open(file);
      case CAFFE -> CaffeFile.open(file);
      case ONNX -> OnnxWeights.open(file);
      case SAFETENSORS_INDEX -> ShardedSafetensors.open(file);
      case NOBODY ->
          throw new ModelFileException(
              file,
              "expected weights of PyTorch, Caffe or ONNX, or in safetensors, found %s. %s"
                  .formatted(kind.found(), kind.advice()));
    };
  }

  /** Whether a file is a zip archive. */
  static boolean isZip(Path file) throws IOException {
    byte[] start = start(file);
    return start.length > 1 && start[0] == 'P' && start[1] == 'K';
  }

  /** Whether a file is ONNX. */
  static boolean isOnnx(Path file) throws IOException {
    return FileKind.of(start(file)).reads() == FileKind.Reads.ONNX;
  }

  private static byte[] start(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFileException(
          file, "expected a file, found a folder. Name a file inside of it.");
    }
    // Reading a pipe would wait for its writer.
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ModelFileException(
          file, "expected a file on a disk, found a device or pipe. Copy it to a file first.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(FileKind.LOOKED_AT);
    } catch (IOException e) {
      throw ModelFileException.reading(file, e);
    }
  }
}
