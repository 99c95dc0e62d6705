package io.github.googlenet4j.onednn.internal.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenMpTest {
  @Test
  void whatOpenMpIsToldInTheEnvironmentIsSeen() {
    assertThat(OpenMp.defaultThreads("1")).isEqualTo(1);
    assertThat(OpenMp.defaultThreads("16")).isEqualTo(16);
    for (String unclear : new String[] {"4,1", "0", " 2", "many", "", "99999999999"}) {
      assertThat(OpenMp.defaultThreads(unclear)).isZero();
    }
  }

  @Test
  void threadsThatOpenMpTiesToCoresAreSeen() {
    assertThat(OpenMp.pinsThreads(Map.of("PATH", "/bin"))).isFalse();
    assertThat(OpenMp.pinsThreads(Map.of("OMP_PROC_BIND", "FALSE", "OMP_PLACES", "cores")))
        .isFalse();
    assertThat(OpenMp.pinsThreads(Map.of("OMP_PROC_BIND", "close"))).isTrue();
    assertThat(OpenMp.pinsThreads(Map.of("OMP_PLACES", "cores"))).isTrue();
    assertThat(OpenMp.pinsThreads(Map.of("GOMP_CPU_AFFINITY", "0-1"))).isTrue();
  }
}
