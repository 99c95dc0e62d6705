package io.github.googlenet4j.onednn.internal.nativelib;

import io.github.googlenet4j.engine.Precision;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.global.dnnl;

/** The vector instructions that oneDNN found on this CPU and uses. */
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

  /** Their name, the widest set that counts. */
  public static String description() {
    int isa = current();
    String newer =
        has(isa, dnnl.dnnl_cpu_isa_avx512_core)
            ? "AVX-512 and later (set 0x%x)"
            : "instruction set 0x%x";
    return NAMES.getOrDefault(isa, newer.formatted(isa));
  }

  /** Those of this CPU, as oneDNN numbers such sets. */
  public static int current() {
    return dnnl.dnnl_get_effective_cpu_isa();
  }

  private static boolean has(int isa, int wanted) {
    return (isa & wanted) == wanted;
  }

  /** Whether the products of bytes are added in 32 bits. */
  public static boolean hasVnni(int isa) {
    return has(isa, dnnl.dnnl_cpu_isa_avx512_core_vnni) || has(isa, dnnl.dnnl_cpu_isa_avx2_vnni);
  }

  /** Whether bf16 is multiplied. */
  public static boolean hasBfloat16(int isa) {
    return has(isa, dnnl.dnnl_cpu_isa_avx512_core_bf16);
  }

  /**
   * The precisions that a CPU computes faster than or as fast as float32.
   *
   * @param isa oneDNN's set of instructions
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
   * Fewest pictures in a batch for {@code WinogradConvolution}: with AVX-512 it saves a single one
   * little (docs/decisions.md). Its strided products, some of which oneDNN computes wrongly, were
   * proven with these instructions and no others.
   */
  public static int smallestWinogradBatch(int isa) {
    if (has(isa, dnnl.dnnl_cpu_isa_avx512_core)) {
      return 2;
    }
    return has(isa, dnnl.dnnl_cpu_isa_avx2) ? 1 : Integer.MAX_VALUE;
  }
}
