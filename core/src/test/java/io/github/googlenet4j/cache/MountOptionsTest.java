package io.github.googlenet4j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountOptionsTest {
  private static final List<String> TABLE =
      List.of(
          "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
          "23 22 0:21 / /home rw,nosuid,noexec shared:2 - ext4 /dev/sda2 rw",
          "24 22 0:22 / /home/a\\040b rw,nosuid shared:3 - tmpfs tmpfs rw",
          "25 22 0:23 / /tmp rw - tmpfs tmpfs rw",
          "26 25 0:24 / /tmp ro,noexec - tmpfs tmpfs rw");

  @Test
  void theNearestMountDecidesAndOfTwoTheLater() {
    assertThat(MountOptions.of(Path.of("/var/cache"), TABLE))
        .containsExactlyInAnyOrder("rw", "relatime");
    assertThat(MountOptions.of(Path.of("/home/me/.cache"), TABLE)).contains("noexec");
    assertThat(MountOptions.of(Path.of("/home/a b/.cache"), TABLE)).doesNotContain("noexec");
    assertThat(MountOptions.of(Path.of("/tmp/x"), TABLE)).contains("noexec", "ro");
    assertThat(MountOptions.of(Path.of("/homes"), TABLE)).doesNotContain("noexec");
  }
}
