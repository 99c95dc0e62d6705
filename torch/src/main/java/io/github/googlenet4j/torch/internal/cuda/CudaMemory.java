package io.github.googlenet4j.torch.internal.cuda;

import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.SizeTPair;
import org.bytedeco.pytorch.global.torch;

/** The GPU's memory, and how LibTorch says that it does not suffice. */
public final class CudaMemory {
  private static final List<String> SIGNS =
      List.of("out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED");

  private static final double GIGABYTE = 1e9;

  private CudaMemory() {}

  /** Whether LibTorch threw this for lack of memory on the GPU. */
  public static boolean isExhausted(RuntimeException thrown) {
    String message = String.valueOf(thrown.getMessage());
    return SIGNS.stream().anyMatch(message::contains);
  }

  /** How much there is, such as {@code 150 GB}. */
  public static String text() {
    try (SizeTPair freeAndAll = torch.getMemoryInfo((byte) 0)) {
      return String.format(Locale.ROOT, "%.0f GB", freeAndAll.second() / GIGABYTE);
    }
  }
}
