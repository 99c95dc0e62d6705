package io.github.googlenet4j.serve.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "::1", "localhost"})
  void thisMachineAloneIsAllowed(String host) {
    assertThatCode(() -> Exposure.check(host, true)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", ""})
  void othersMustNotReachAJvmThatDecodesBeyondItsArrays(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Exposure.check(host, true))
        .withMessage(
            "host: expected 127.0.0.1, because this JDK (%s) has CVE-2026-114938, found %s."
                    .formatted(Runtime.version(), host)
                + " Start java with -XX:-UseBASE64Intrinsics, as the launcher does, or update the"
                + " JDK.");
    assertThatCode(() -> Exposure.check(host, false)).doesNotThrowAnyException();
  }

  @Test
  void aNameThatIsNoneIsNoLoopback() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Exposure.isLoopback("[::zz]"))
        .withMessage("host: expected a name or address of this machine, found [::zz].");
    assertThat(Exposure.isLoopback("localhost")).isTrue();
  }
}
