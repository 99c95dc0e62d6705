package io.github.googlenet4j.serve.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.serve.outcome.RequestOutcome;
import io.github.googlenet4j.serve.settings.LogFormat;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** A request as a line of the access log. */
final class LogLine {
  private static final JsonFactory JSON = new JsonFactory();

  private LogLine() {}

  /** The line, without its end; empty if there is none. */
  static String of(LogFormat format, Instant time, RequestOutcome request) {
    return switch (format) {
      case NONE -> "";
      case TEXT -> text(time, request);
      case JSON -> json(time, request);
    };
  }

  private static String text(Instant time, RequestOutcome request) {
    RequestOutcome.Times times = request.times();
    return String.format(
        Locale.ROOT,
        "%s %s %s %s %s %d %s pictures=%d in=%d out=%d"
            + " ms=%.1f waiting=%.1f decoding=%.1f running=%.1f trace=%s",
        millis(time),
        word(request.client()),
        request.protocol(),
        word((request.method() + " " + request.route()).strip()),
        word(
            request.version().isEmpty()
                ? request.model()
                : request.model() + ":" + request.version()),
        request.status(),
        request.outcome(),
        request.pictures(),
        request.received(),
        request.sent(),
        times.total() / 1e6,
        times.waiting() / 1e6,
        times.decoding() / 1e6,
        times.running() / 1e6,
        TraceContext.valid(request.trace()).orElse("-"));
  }

  private static String json(Instant time, RequestOutcome request) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      RequestOutcome.Times times = request.times();
      json.writeStartObject();
      json.writeStringField("time", millis(time));
      json.writeStringField("client", PrintableText.of(request.client()));
      json.writeStringField("protocol", request.protocol());
      json.writeStringField("method", PrintableText.of(request.method()));
      json.writeStringField("route", PrintableText.of(request.route()));
      json.writeStringField("model", PrintableText.of(request.model()));
      json.writeStringField("version", PrintableText.of(request.version()));
      json.writeNumberField("status", request.status());
      json.writeStringField("outcome", request.outcome().toString());
      json.writeNumberField("pictures", request.pictures());
      json.writeNumberField("received_bytes", request.received());
      json.writeNumberField("sent_bytes", request.sent());
      json.writeNumberField("milliseconds", times.total() / 1e6);
      json.writeNumberField("waiting_milliseconds", times.waiting() / 1e6);
      json.writeNumberField("decoding_milliseconds", times.decoding() / 1e6);
      json.writeNumberField("running_milliseconds", times.running() / 1e6);
      String trace = TraceContext.valid(request.trace()).orElse("");
      if (!trace.isEmpty()) {
        json.writeStringField("traceparent", trace);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does not fail
    }
    return text.toString();
  }

  private static String millis(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String word(String text) {
    return text.isEmpty() ? "-" : PrintableText.of(text);
  }
}
