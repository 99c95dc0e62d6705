package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Precision;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.global.dnnl;

/** The vector instructions that oneDNN found on this CPU and uses. */
final class Instructions {
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

  private Instructions() {}

  /** Their name, the widest set that counts. */
  static String used() {
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    String newer =
        (isa & dnnl.dnnl_cpu_isa_avx512_core) == dnnl.dnnl_cpu_isa_avx512_core
            ? "AVX-512 and later (set 0x%x)"
            : "instruction set 0x%x";
    return NAMES.getOrDefault(isa, newer.formatted(isa));
  }

  /** Whether this CPU adds the products of bytes in 32 bits. */
  static boolean haveVnni() {
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    return (isa & dnnl.dnnl_cpu_isa_avx512_core_vnni) == dnnl.dnnl_cpu_isa_avx512_core_vnni
        || (isa & dnnl.dnnl_cpu_isa_avx2_vnni) == dnnl.dnnl_cpu_isa_avx2_vnni;
  }

  /** Whether this CPU multiplies bf16. */
  static boolean haveBfloat() {
    return precisions(dnnl.dnnl_get_effective_cpu_isa()).contains(Precision.BF16);
  }

  /**
   * The precisions that a CPU computes faster than or as fast as float32.
   *
   * @param isa oneDNN's set of instructions
   */
  static Set<Precision> precisions(int isa) {
    Set<Precision> precisions = EnumSet.of(Precision.FP32);
    if ((isa & dnnl.dnnl_cpu_isa_avx512_core_bf16) == dnnl.dnnl_cpu_isa_avx512_core_bf16) {
      precisions.add(Precision.BF16);
    }
    if ((isa & dnnl.dnnl_cpu_isa_avx2) == dnnl.dnnl_cpu_isa_avx2) {
      precisions.add(Precision.INT8);
    }
    return precisions;
  }

  /**
   * Fewest pictures at a time for which {@link Winograd} is faster: with AVX-512 the convolution
   * itself loses less to the caches (docs/decisions.md). Its strided products, some of which oneDNN
   * computes wrongly, were proven with these instructions and no others.
   */
  static int leastForWinograd() {
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    if ((isa & dnnl.dnnl_cpu_isa_avx512_core) == dnnl.dnnl_cpu_isa_avx512_core) {
      return 2;
    }
    return (isa & dnnl.dnnl_cpu_isa_avx2) == dnnl.dnnl_cpu_isa_avx2 ? 1 : Integer.MAX_VALUE;
  }
}
