package io.github.googlenet4j.serve.metrics;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process in bytes; NaN where the system does not say, which Linux does. */
final class ProcessMemory {
  private static final MemoryMXBean JVM = ManagementFactory.getMemoryMXBean();
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** Of objects on the heap. */
  static double heapUsed() {
    return JVM.getHeapMemoryUsage().getUsed();
  }

  /** To which the heap may grow. */
  static double heapLimit() {
    return JVM.getHeapMemoryUsage().getMax();
  }

  /** Of buffers outside of the heap, such as those of prepared pictures. */
  static double buffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToDouble(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** That the whole process has in the machine's memory. */
  static double resident() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return 1024.0 * Long.parseLong(line.replaceAll("[^0-9]", "")); // in kB, always
        }
      }
    } catch (IOException | NumberFormatException e) {
      return Double.NaN;
    }
    return Double.NaN;
  }

  /**
   * What of the resident memory is neither objects on the heap, nor the JVM's own, nor buffers:
   * mostly the engine's, but free places of the heap count too.
   */
  static double engine() {
    double jvm = heapUsed() + JVM.getNonHeapMemoryUsage().getCommitted() + buffers();
    return Math.max(0, resident() - jvm); // NaN stays NaN
  }
}
