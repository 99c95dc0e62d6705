package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.trainer.TrainingEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code googlenet doctor}: what this machine offers; status 1 if no engine runs on it. */
@Command(
    name = "doctor",
    description = "Shows what this machine offers, and what each engine can do on it.",
    footer = {"", "Example:", "  googlenet doctor"})
final class DoctorCommand implements Callable<Integer> {
  private static final List<Precision> PRECISIONS =
      List.of(Precision.FP32, Precision.BF16, Precision.INT8);

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /**
   * An engine on this machine.
   *
   * @param found what it can do
   * @param measured what it measured here, by name
   */
  private record CheckedEngine(Availability found, Map<String, String> measured) {}

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Map<String, String> machine = new LinkedHashMap<>(MachineFacts.describe());
    TrainingEngine.all().forEach(engine -> machine.putAll(engine.describe()));
    Map<String, CheckedEngine> engines = new LinkedHashMap<>();
    for (Engine engine : Engine.all()) {
      Availability found = EngineCheck.of(engine);
      Map<String, String> measured = found.usable() ? engine.measured() : Map.of();
      engines.put(engine.name(), new CheckedEngine(found, measured));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(writer -> write(writer, machine, engines)));
    } else {
      machine.forEach((name, value) -> out.printf("%-19s %s%n", name, value));
      engines.forEach((name, found) -> print(out, name, found));
      if (engines.isEmpty()) {
        out.printf("%-19s none on the class path%n", "engines");
      }
    }
    return engines.values().stream().anyMatch(engine -> engine.found().usable()) ? 0 : 1;
  }

  private static void print(PrintWriter out, String name, CheckedEngine engine) {
    Availability found = engine.found();
    out.printf("%-19s %s%n", "engine " + name, found.detail());
    String precisions =
        PRECISIONS.stream()
            .map(precision -> precision + (found.precisions().contains(precision) ? " yes" : " no"))
            .collect(Collectors.joining(", "));
    out.printf("%-19s %s%n", "", precisions);
    engine.measured().forEach((what, result) -> out.printf("%-19s %s: %s%n", "", what, result));
  }

  private static void write(
      JsonGenerator json, Map<String, String> machine, Map<String, CheckedEngine> engines)
      throws IOException {
    for (Map.Entry<String, String> entry : machine.entrySet()) {
      json.writeStringField(
          entry.getKey().replace(' ', '_').toLowerCase(Locale.ROOT), entry.getValue());
    }
    json.writeArrayFieldStart("engines");
    for (Map.Entry<String, CheckedEngine> entry : engines.entrySet()) {
      json.writeStartObject();
      json.writeStringField("engine", entry.getKey());
      json.writeBooleanField("usable", entry.getValue().found().usable());
      json.writeStringField("detail", entry.getValue().found().detail());
      json.writeArrayFieldStart("precisions");
      for (Precision precision : PRECISIONS) {
        if (entry.getValue().found().precisions().contains(precision)) {
          json.writeString(precision.toString());
        }
      }
      json.writeEndArray();
      json.writeObjectFieldStart("measured");
      for (Map.Entry<String, String> result : entry.getValue().measured().entrySet()) {
        json.writeStringField(result.getKey(), result.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
