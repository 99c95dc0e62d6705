package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.onnx.OnnxComparison;
import io.github.googlenet4j.onnx.OnnxInput;
import io.github.googlenet4j.onnx.OnnxModel;
import io.github.googlenet4j.onnx.OnnxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code googlenet export} says of an ONNX file.
 *
 * @param given whether it was compared on pictures that the user named
 */
record OnnxReport(
    Path file,
    Model model,
    OnnxInput input,
    OnnxOptions options,
    OnnxModel onnx,
    Optional<OnnxComparison> comparison,
    boolean given) {

  private boolean raw() {
    return input == OnnxInput.BYTES;
  }

  private String values() {
    return raw() ? "probabilities" : "logits";
  }

  private String output() {
    return onnx.outputs().getOrDefault(Head.MAIN.toString(), "");
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: %s, %d classes, %.1f MB, operator set %d%n",
        file,
        model.variant().name(),
        model.classes().size(),
        onnx.size() / 1e6,
        options.operatorSet());
    String sides = onnx.anySide() ? "height, width" : "%1$d, %1$d".formatted(model.side());
    out.printf(
        "reads %s %s, gives %s [batch, %d] (%s)%n",
        onnx.input(),
        raw() ? "uint8 [batch, %s, 3]".formatted(sides) : "float32 [batch, 3, %s]".formatted(sides),
        output(),
        model.classes().size(),
        values());
    comparison.ifPresentOrElse(
        found ->
            out.printf(
                Locale.ROOT,
                "largest difference of %s between %s (the file) and %s on %d %s pictures: %.1e (largest value: %.3g)%n",
                values(),
                found.witness(),
                found.engine(),
                found.pictures(),
                given ? "given" : "drawn",
                found.largestDifference(),
                found.largestValue()),
        () ->
            out.println(
                "note: not compared: this takes an engine that runs ONNX files, and another"
                    + " engine"));
  }

  void write(JsonGenerator writer) throws IOException {
    writer.writeStringField("file", file.toString());
    writer.writeStringField("variant", model.variant().name());
    writer.writeNumberField("classes", model.classes().size());
    writer.writeNumberField("bytes", onnx.size());
    writer.writeNumberField("operator_set", options.operatorSet());
    writer.writeStringField("input", onnx.input());
    writer.writeStringField("output", output());
    writer.writeStringField("values", values());
    writer.writeBooleanField("any_side", onnx.anySide());
    if (comparison.isPresent()) {
      OnnxComparison found = comparison.get();
      writer.writeObjectFieldStart("comparison");
      writer.writeStringField("witness", found.witness());
      writer.writeStringField("engine", found.engine());
      writer.writeNumberField("pictures", found.pictures());
      writer.writeNumberField("largest_difference", found.largestDifference());
      writer.writeNumberField("largest_value", found.largestValue());
      writer.writeEndObject();
    }
  }
}
