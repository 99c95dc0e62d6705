package io.github.googlenet4j.serve.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.RequestOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
  private final ServerMetrics metrics = new ServerMetrics(() -> 3, () -> Map.of("shoes", "2"));

  @AfterEach
  void close() {
    metrics.close();
  }

  private static RequestOutcome request(String model, Outcome outcome, int pictures) {
    return new RequestOutcome(
        "http",
        "POST",
        "/predict",
        "127.0.0.1",
        model,
        model.isEmpty() ? "" : "2",
        outcome,
        outcome.status(),
        pictures,
        1000,
        100,
        new RequestOutcome.Times(30_000_000, 2_000_000, 8_000_000, 16_000_000),
        Optional.empty());
  }

  @Test
  void requestsAreCountedByModelAndOutcome() {
    metrics.ended(request("shoes", Outcome.ANSWERED, 2));
    metrics.ended(request("shoes", Outcome.ANSWERED, 1));
    metrics.ended(request("shoes", Outcome.OVERLOADED, 1));
    metrics.ended(request("", Outcome.NOT_FOUND, 0));
    assertThat(metrics.scrape())
        .contains(
            "googlenet_requests_total{model=\"shoes\",outcome=\"answered\",protocol=\"http\"} 2.0",
            "googlenet_requests_total{model=\"shoes\",outcome=\"overloaded\",protocol=\"http\"} 1.0",
            "googlenet_requests_total{model=\"\",outcome=\"not_found\",protocol=\"http\"} 1.0",
            "googlenet_pictures_total{model=\"shoes\"} 3.0");
  }

  @Test
  void timesAreHistograms() {
    metrics.ended(request("shoes", Outcome.ANSWERED, 1));
    metrics.ran("shoes", 16, 60_000_000);
    assertThat(metrics.scrape())
        .contains(
            "googlenet_request_seconds_bucket{model=\"shoes\",le=\"0.025\"} 0",
            "googlenet_request_seconds_bucket{model=\"shoes\",le=\"0.05\"} 1",
            "googlenet_request_seconds_count{model=\"shoes\"} 1",
            "googlenet_request_waiting_seconds_bucket{model=\"shoes\",le=\"0.0025\"} 1",
            "googlenet_request_decoding_seconds_bucket{model=\"shoes\",le=\"0.005\"} 0",
            "googlenet_request_decoding_seconds_bucket{model=\"shoes\",le=\"0.01\"} 1",
            "googlenet_request_running_seconds_bucket{model=\"shoes\",le=\"0.025\"} 1",
            "googlenet_run_seconds_bucket{model=\"shoes\",le=\"0.1\"} 1",
            "googlenet_batch_pictures_bucket{model=\"shoes\",le=\"8.0\"} 0",
            "googlenet_batch_pictures_bucket{model=\"shoes\",le=\"16.0\"} 1");
  }

  @Test
  void theStateIsThere() {
    assertThat(metrics.scrape())
        .contains(
            "googlenet_queue_pictures 3.0", "googlenet_model_info{model=\"shoes\",version=\"2\"} 1")
        .containsPattern("googlenet_heap_used_bytes [1-9]")
        .containsPattern("googlenet_resident_memory_bytes ([1-9]|NaN)")
        .containsPattern("googlenet_engine_memory_bytes ([0-9]|NaN)");
  }

  @Test
  void everyNameHasThePrefixAndAHelp() {
    metrics.ended(request("shoes", Outcome.ANSWERED, 1));
    metrics.ran("shoes", 1, 1);
    List<String> lines = metrics.scrape().lines().toList();
    assertThat(lines).allMatch(line -> line.matches("(# (HELP|TYPE) )?googlenet_[a-z0-9_]+[ {].*"));
    assertThat(lines.stream().filter(line -> line.startsWith("# HELP")).count())
        .isEqualTo(lines.stream().filter(line -> line.startsWith("# TYPE")).count());
  }

  @Test
  void aModelThatWentLosesItsVersion() {
    ServerMetrics changing =
        new ServerMetrics(
            () -> 0,
            new java.util.ArrayDeque<>(List.of(Map.of("a", "1"), Map.of("a", "2")))::remove);
    assertThat(changing.scrape()).contains("googlenet_model_info{model=\"a\",version=\"1\"} 1");
    assertThat(changing.scrape())
        .contains("googlenet_model_info{model=\"a\",version=\"2\"} 1")
        .doesNotContain("version=\"1\"");
    changing.close();
  }
}
