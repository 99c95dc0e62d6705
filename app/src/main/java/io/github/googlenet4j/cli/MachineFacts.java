package io.github.googlenet4j.cli;

import io.github.googlenet4j.cache.UserCache;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.machine.Base64Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Facts about this machine: from the JVM, and from Linux about its CPU. */
final class MachineFacts {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final String UNKNOWN = "unknown on this system";

  /** The vector instructions that inference gains from, oldest first, as Linux names them. */
  private static final List<String> VECTORS =
      List.of(
          "sse4_1",
          "avx",
          "avx2",
          "fma",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_bf16",
          "amx_int8",
          "asimd",
          "sve");

  private MachineFacts() {}

  /** Facts by name, in the order in which they are printed. */
  static Map<String, String> describe() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "JVM",
        "%s %s (%s)"
            .formatted(
                System.getProperty("java.vm.name"),
                Runtime.version(),
                System.getProperty("java.vendor")));
    facts.put("base64", Base64Fault.describe());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("CPU", cpu("model name"));
    String found = cpu("flags"); // "Features" on arm64
    List<String> flags = List.of((found.equals(UNKNOWN) ? cpu("Features") : found).split(" ", -1));
    String vectors = String.join(" ", VECTORS.stream().filter(flags::contains).toList());
    facts.put("vectors", vectors.isEmpty() ? UNKNOWN : vectors);
    Runtime runtime = Runtime.getRuntime();
    facts.put("cores", String.valueOf(runtime.availableProcessors()));
    facts.put("largest heap", runtime.maxMemory() / (1 << 20) + " MiB");
    facts.put("cache", cache());
    facts.put("pictures", String.join(" ", PictureReader.formats()));
    facts.put(
        "JPEG",
        PictureReader.decodesJpegAsPillow()
            ? "as in Pillow (this JDK uses libjpeg-turbo)"
            : "as in Pillow, but 4:4:0 and cut progressive pictures (this JDK has libjpeg 6b)");
    return facts;
  }

  private static String cache() {
    try {
      UserCache cache = UserCache.get();
      return cache.folder() + (cache.temporary() ? " (removed when the program ends)" : "");
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String cpu(String name) {
    try {
      return Files.readAllLines(CPU).stream()
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
