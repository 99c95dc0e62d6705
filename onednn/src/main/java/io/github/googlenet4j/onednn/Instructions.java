package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Quantization;
import java.util.EnumSet;
import java.util.Set;
import org.bytedeco.dnnl.global.dnnl;

/** The vector instructions that oneDNN found on this CPU and uses. */
final class Instructions {
  private Instructions() {}

  /** Their name, the widest set that counts. */
  static String used() {
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    if (isa == dnnl.dnnl_cpu_isa_sse41) {
      return "SSE4.1";
    } else if (isa == dnnl.dnnl_cpu_isa_avx) {
      return "AVX";
    } else if (isa == dnnl.dnnl_cpu_isa_avx2) {
      return "AVX2";
    } else if (isa == dnnl.dnnl_cpu_isa_avx2_vnni) {
      return "AVX2 with VNNI";
    } else if (isa == dnnl.dnnl_cpu_isa_avx512_core) {
      return "AVX-512";
    } else if (isa == dnnl.dnnl_cpu_isa_avx512_core_vnni) {
      return "AVX-512 with VNNI";
    } else if (isa == dnnl.dnnl_cpu_isa_avx512_core_bf16) {
      return "AVX-512 with VNNI and bf16";
    } else if ((isa & dnnl.dnnl_cpu_isa_avx512_core) == dnnl.dnnl_cpu_isa_avx512_core) {
      return "AVX-512 and later (set 0x%x)".formatted(isa);
    }
    return "instruction set 0x%x".formatted(isa);
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
   * Largest integer of an activation. Without VNNI, the products of two neighbours are added in 16
   * bits, which stop at 32767: two of 127 * 127 fit, two of 255 * 127 do not, and sums that are cut
   * off there cost a third of all answers.
   *
   * @param isa oneDNN's set of instructions
   */
  static int activationSteps(int isa) {
    boolean vnni =
        (isa & dnnl.dnnl_cpu_isa_avx512_core_vnni) == dnnl.dnnl_cpu_isa_avx512_core_vnni
            || (isa & dnnl.dnnl_cpu_isa_avx2_vnni) == dnnl.dnnl_cpu_isa_avx2_vnni;
    return vnni ? Quantization.ACTIVATION_STEPS : 127;
  }

  /**
   * Whether {@link Winograd}'s strided products were proven with these instructions. oneDNN
   * computes some such products wrongly; those in use are right with AVX2, and no test of them ran
   * with AVX-512.
   */
  static boolean provenForWinograd() {
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    return (isa & dnnl.dnnl_cpu_isa_avx2) == dnnl.dnnl_cpu_isa_avx2
        && (isa & dnnl.dnnl_cpu_isa_avx512_core) != dnnl.dnnl_cpu_isa_avx512_core;
  }
}
