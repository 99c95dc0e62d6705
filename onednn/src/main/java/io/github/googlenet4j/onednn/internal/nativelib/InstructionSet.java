package io.github.googlenet4j.onednn.internal.nativelib;

import io.github.googlenet4j.engine.Precision;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.global.dnnl;

/** The vector instructions that oneDNN uses on this CPU. */
public final class InstructionSet {
  private static final Map<Integer, String> NAMES =
      Map.of(
          dnnl.dnnl_cpu_isa_sse41, "SSE4.1",
          dnnl.dnnl_cpu_isa_avx, "AVX",
          dnnl.dnnl_cpu_isa_avx2, "AVX2",
          dnnl.dnnl_cpu_isa_avx2_vnni, "AVX2 with VNNI",
          dnnl.dnnl_cpu_isa_avx512_core, "AVX-512",
          dnnl.dnnl_cpu_isa_avx512_core_vnni, "AVX-512 with VNNI",
          dnnl.dnnl_cpu_isa_avx512_core_bf16, "AVX-512 with VNNI and bf16",
          dnnl.dnnl_cpu_isa_avx512_core_fp16, "AVX-512 with VNNI, bf16 and fp16",
          dnnl.dnnl_cpu_isa_avx512_core_amx, "AVX-512 and AMX",
          dnnl.dnnl_cpu_isa_avx512_core_amx_fp16, "AVX-512 and AMX with fp16");

  private InstructionSet() {}

  /** The name of the current instruction set, for users. */
  public static String description() {
    int isa = current();
    String newer =
        has(isa, dnnl.dnnl_cpu_isa_avx512_core)
            ? "AVX-512 and later (set 0x%x)"
            : "instruction set 0x%x";
    return NAMES.getOrDefault(isa, newer.formatted(isa));
  }

  /** oneDNN's number of the instruction set that it uses on this CPU. */
  public static int current() {
    return dnnl.dnnl_get_effective_cpu_isa();
  }

  private static boolean has(int isa, int wanted) {
    return (isa & wanted) == wanted;
  }

  /** Whether sums of products of bytes are accumulated in 32 bits. */
  public static boolean hasVnni(int isa) {
    return has(isa, dnnl.dnnl_cpu_isa_avx512_core_vnni) || has(isa, dnnl.dnnl_cpu_isa_avx2_vnni);
  }

  /** Whether there are products of bf16. */
  public static boolean hasBfloat16(int isa) {
    return has(isa, dnnl.dnnl_cpu_isa_avx512_core_bf16);
  }

  /**
   * The precisions in which a CPU is at least as fast as in float32.
   *
   * @param isa oneDNN's number of the instruction set
   */
  public static Set<Precision> precisions(int isa) {
    Set<Precision> precisions = EnumSet.of(Precision.FP32);
    if (hasBfloat16(isa)) {
      precisions.add(Precision.BF16);
    }
    if (has(isa, dnnl.dnnl_cpu_isa_avx2)) {
      precisions.add(Precision.INT8);
    }
    return precisions;
  }

  /**
   * Whether {@code WinogradConvolution} may be used. oneDNN computes some strided products wrongly;
   * those that the algorithm uses were tested with AVX2 and AVX-512, and with no other
   * instructions.
   */
  public static boolean allowsWinograd(int isa) {
    return has(isa, dnnl.dnnl_cpu_isa_avx2);
  }
}
