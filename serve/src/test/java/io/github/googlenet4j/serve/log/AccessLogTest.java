package io.github.googlenet4j.serve.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.RequestOutcome;
import io.github.googlenet4j.serve.settings.LogFormat;
import io.github.googlenet4j.serve.settings.Logging;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AccessLogTest {
  private static final Instant TIME = Instant.parse("2026-11-27T01:02:03.456789Z");
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static RequestOutcome request(String route, String trace) {
    return new RequestOutcome(
        "http",
        "POST",
        route,
        "127.0.0.1",
        "shoes",
        "2",
        Outcome.ANSWERED,
        200,
        1,
        34567,
        210,
        new RequestOutcome.Times(12_340_000, 100_000, 3_450_000, 8_060_000),
        Optional.of(trace));
  }

  private static List<String> logged(LogFormat format, RequestOutcome... requests) {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    try (AccessLog log =
        new AccessLog(new Logging(format, lines::add), Clock.fixed(TIME, ZoneOffset.UTC))) {
      for (RequestOutcome request : requests) {
        log.ended(request);
      }
    }
    return lines;
  }

  @Test
  void aLineForEachRequest() {
    assertThat(logged(LogFormat.TEXT, request("/predict", TRACE), request("/predict", "")))
        .containsExactly(
            "2026-11-27T01:02:03.456Z 127.0.0.1 http POST /predict shoes:2 200 answered pictures=1"
                + " in=34567 out=210 ms=12.3 waiting=0.1 decoding=3.5 running=8.1 trace="
                + TRACE,
            "2026-11-27T01:02:03.456Z 127.0.0.1 http POST /predict shoes:2 200 answered pictures=1"
                + " in=34567 out=210 ms=12.3 waiting=0.1 decoding=3.5 running=8.1 trace=-");
  }

  @Test
  void asJson() throws Exception {
    JsonNode line =
        new ObjectMapper().readTree(logged(LogFormat.JSON, request("/predict", TRACE)).get(0));
    assertThat(line.get("time").asText()).isEqualTo("2026-11-27T01:02:03.456Z");
    assertThat(line.get("route").asText()).isEqualTo("/predict");
    assertThat(line.get("model").asText()).isEqualTo("shoes");
    assertThat(line.get("outcome").asText()).isEqualTo("answered");
    assertThat(line.get("status").asInt()).isEqualTo(200);
    assertThat(line.get("milliseconds").asDouble()).isEqualTo(12.34);
    assertThat(line.get("decoding_milliseconds").asDouble()).isEqualTo(3.45);
    assertThat(line.get("traceparent").asText()).isEqualTo(TRACE);
  }

  @Test
  void noLineIsForged() {
    String hostile = "/predict\n2026 forged \u001b[2J\u202e";
    for (LogFormat format : List.of(LogFormat.TEXT, LogFormat.JSON)) {
      assertThat(logged(format, request(hostile, "forged\ntrace")))
          .singleElement()
          .asString()
          .contains("/predict?2026 forged ?[2J?")
          .doesNotContain("\n", "\\n", "\u001b", "forged?trace");
    }
  }

  @Test
  void onlyATraceOfTheStandardsFormIsPassedOn() {
    assertThat(TraceContext.valid(Optional.of(TRACE))).contains(TRACE);
    for (String bad :
        List.of(
            "",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            TRACE + "-x")) {
      assertThat(TraceContext.valid(Optional.of(bad))).as(bad).isEmpty();
    }
  }

  @Test
  void whoReadsTheLogMayBeSlow() {
    CountDownLatch read = new CountDownLatch(1);
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    int requests = 30_000;
    try (AccessLog log =
        new AccessLog(
            new Logging(
                LogFormat.TEXT,
                line -> {
                  await(read);
                  lines.add(line);
                }),
            Clock.fixed(TIME, ZoneOffset.UTC))) {
      for (int i = 0; i < requests; i++) {
        log.ended(request("/predict", "")); // returns though nobody reads
      }
      read.countDown();
    }
    int lost =
        lines.stream()
            .filter(line -> line.startsWith("access log: "))
            .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
            .sum();
    long written = lines.stream().filter(line -> line.contains(" answered ")).count();
    assertThat(lost).isPositive();
    assertThat(written + lost).isEqualTo(requests);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void formatsAreNamed() {
    assertThat(LogFormat.named("json")).isEqualTo(LogFormat.JSON);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogFormat.named("xml"))
        .withMessage("log format: expected text, json or none, found xml.");
  }
}
