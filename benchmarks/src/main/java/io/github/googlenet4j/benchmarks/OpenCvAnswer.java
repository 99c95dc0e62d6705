package io.github.googlenet4j.benchmarks;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn.Net;

/** The answer of OpenCV's DNN module, which reads the file that {@code export} wrote. */
final class OpenCvAnswer implements Contestant {
  private static final int SIDE = 224;

  private final Net net;
  private final Mat blob;

  /** Takes the batch and the ONNX file. */
  OpenCvAnswer(List<String> arguments) {
    int size = Integer.parseInt(arguments.get(0));
    net = opencv_dnn.readNetFromONNX(arguments.get(1));
    blob = new Mat(new int[] {size, 3, SIDE, SIDE}, opencv_core.CV_32F);
    FloatPointer values = new FloatPointer(blob.data());
    for (long i = 0; i < (long) size * 3 * SIDE * SIDE; i++) {
      values.put(i, (float) (i * 31 % 256 - 116));
    }
  }

  @Override
  public double seconds() {
    long start = System.nanoTime();
    net.setInput(blob);
    try (Mat answer = net.forward()) {
      if (answer.empty()) {
        throw new IllegalStateException("OpenCV gave no answer");
      }
    }
    return 1e-9 * (System.nanoTime() - start);
  }

  @Override
  public int runs() {
    return 5;
  }

  @Override
  public void close() {
    net.close();
    blob.close();
  }
}
