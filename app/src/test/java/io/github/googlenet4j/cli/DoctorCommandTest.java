package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  @Test
  void itSaysWhatTheEngineCanDo() {
    Call call = Call.of("doctor", "--json");
    assertThat(call.status()).isZero();
    JsonNode report = call.json().get(0);
    assertThat(report.get("cores").asInt()).isEqualTo(Runtime.getRuntime().availableProcessors());
    JsonNode engine = report.get("engines").get(0);
    assertThat(engine.get("engine").asText()).isEqualTo("onednn");
    assertThat(engine.get("usable").asBoolean()).isTrue();
    assertThat(engine.get("precisions").get(0).asText()).isEqualTo("fp32");
  }

  @Test
  void forPeopleEachFactIsALine() {
    assertThat(Call.of("doctor").out())
        .containsPattern("(?m)^JVM +.+")
        .containsPattern("(?m)^base64 +.*CVE-2026-114938")
        .containsPattern("(?m)^pictures +JPEG PNG GIF BMP TIFF WebP PNM$")
        .containsPattern("(?m)^engine onednn +oneDNN 3\\.")
        .contains("fp32 yes, bf16 ")
        .containsPattern("precision: fp32 [0-9.]+ ms.* auto takes ");
  }
}
