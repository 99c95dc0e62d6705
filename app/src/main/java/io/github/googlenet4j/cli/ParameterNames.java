package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.weights.ExportNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of a graph, under our names, torchvision's and Caffe's. */
final class ParameterNames {
  private record Row(
      String name, List<Integer> shape, Optional<String> torchvision, Optional<String> caffe) {}

  private final List<Row> rows;

  ParameterNames(Graph graph) {
    Set<String> torchvision = parameters(Variant.TORCHVISION);
    Set<String> caffe = parameters(Variant.PAPER);
    this.rows =
        graph.parameters().stream()
            .map(
                parameter ->
                    new Row(
                        parameter.name(),
                        parameter.shape(),
                        Optional.of(parameter.name())
                            .filter(torchvision::contains)
                            .map(ExportNames.TORCHVISION::of),
                        Optional.of(parameter.name())
                            .filter(caffe::contains)
                            .map(ParameterNames::blob)))
            .toList();
  }

  private static Set<String> parameters(Variant variant) {
    return GoogLeNet.graph(variant, 2, 224, true).parameters().stream()
        .map(Parameter::name)
        .collect(Collectors.toSet());
  }

  /** Caffe numbers the blobs of a layer: its weights are the first one, its bias the second. */
  private static String blob(String parameter) {
    int dot = parameter.lastIndexOf('.');
    return "%s[%d]"
        .formatted(parameter.substring(0, dot), parameter.substring(dot).equals(".weight") ? 0 : 1);
  }

  void print(PrintWriter out) {
    out.printf("%-36s %-18s %-40s %s%n", "name", "shape", "torchvision", "Caffe");
    for (Row row : rows) {
      out.printf(
          "%-36s %-18s %-40s %s%n",
          row.name, row.shape, row.torchvision.orElse("-"), row.caffe.orElse("-"));
    }
  }

  void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("names");
    for (Row row : rows) {
      json.writeStartObject();
      json.writeStringField("name", row.name);
      json.writeArrayFieldStart("shape");
      for (int extent : row.shape) {
        json.writeNumber(extent);
      }
      json.writeEndArray();
      write(json, "torchvision", row.torchvision);
      write(json, "caffe", row.caffe);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String key, Optional<String> name)
      throws IOException {
    if (name.isPresent()) {
      json.writeStringField(key, name.get());
    } else {
      json.writeNullField(key);
    }
  }
}
