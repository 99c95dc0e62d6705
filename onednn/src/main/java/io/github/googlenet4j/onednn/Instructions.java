package io.github.googlenet4j.onednn;

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
}
