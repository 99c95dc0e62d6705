package io.github.googlenet4j.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuModelTest {
  @Test
  void modelsOfOneNameDiffer() {
    assertThat(
            CpuModel.of(
                List.of(
                    "processor\t: 0",
                    "cpu family\t: 25",
                    "model\t\t: 17",
                    "model name\t: AMD EPYC",
                    "stepping\t: 1",
                    "processor\t: 1",
                    "model\t\t: 18")))
        .isEqualTo("AMD EPYC, 25, 17, 1");
  }

  @Test
  void armHasNumbersOnly() {
    assertThat(CpuModel.of(List.of("CPU implementer\t: 0x41", "CPU part\t: 0xd0c")))
        .isEqualTo("0x41, 0xd0c");
    assertThat(CpuModel.of(List.of())).isEqualTo(System.getProperty("os.arch"));
  }
}
