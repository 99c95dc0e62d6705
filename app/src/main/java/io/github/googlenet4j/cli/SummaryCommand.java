package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.LayerTable;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code googlenet summary}: the paper's Table 1 for any variant, side and number of classes. */
@Command(
    name = "summary",
    description = "Prints the network as the paper's table: shapes, parameters, multiply-adds.",
    footer = {
      "",
      "Parameters are the values that training changes, without running statistics.",
      "With --names, '-' stands where torchvision's or Caffe's GoogLeNet has no such",
      "parameter; [0] is the first blob of a layer of Caffe's.",
      "",
      "Example:",
      "  googlenet summary --variant torchvision --classes 10 --side 96",
      "  googlenet summary --variant torchvision --names"
    })
final class SummaryCommand implements Callable<Integer> {
  @Option(
      names = "--variant",
      paramLabel = "NAME",
      description = "paper (default), torchvision, seed or batch_norm.")
  private @Nullable String variant;

  @Option(names = "--classes", paramLabel = "N", description = "Number of classes (default: 1000).")
  private @Nullable Integer classes;

  @Option(
      names = "--side",
      paramLabel = "N",
      description = "Side of the picture in pixels, from 32 (default: 224).")
  private @Nullable Integer side;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Describe this model file; with --side, at that side.")
  private @Nullable Path model;

  @Option(names = "--layers", description = "Print every operation instead of the paper's rows.")
  private boolean layers;

  @Option(
      names = "--names",
      description = "Print every parameter: its name here, in torchvision and in Caffe.")
  private boolean names;

  @Option(names = "--json", description = "Print one JSON object, with every operation.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Variant described = Variant.named(variant == null ? Variant.PAPER.name() : variant);
    int outputs = classes == null ? 1000 : classes;
    int pixels = side == null ? described.preparation().crop() : side;
    boolean auxiliary = true;
    if (model != null) {
      if (variant != null || classes != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--model: expected without --variant and --classes, found one of them."
                + " The model file knows both.");
      }
      Model file = ModelFile.read(model);
      described = file.variant();
      outputs = file.classes().size();
      pixels = side == null ? file.side() : side;
      auxiliary = file.auxiliary();
    }
    Graph main = GoogLeNet.graph(described, outputs, pixels, false);
    Graph all = auxiliary ? GoogLeNet.graph(described, outputs, pixels, true) : main;
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Variant shown = described;
      int count = outputs;
      boolean named = names;
      out.println(
          Json.line(
              writer -> {
                write(writer, shown, count, main, all);
                if (named) {
                  new ParameterNames(all).write(writer);
                }
              }));
    } else if (names) {
      new ParameterNames(all).print(out);
    } else {
      String title = "%s, %d classes, %s".formatted(described.name(), outputs, main.input());
      print(out, title, main, all);
    }
    return 0;
  }

  private void print(PrintWriter out, String title, Graph main, Graph all) {
    out.println(title);
    out.println();
    out.printf("%-28s %-13s %12s %15s%n", "layer", "output", "parameters", "multiply-adds");
    for (LayerTable.Row row : layers ? LayerTable.layers(all) : LayerTable.rows(all)) {
      out.printf(
          Locale.ROOT,
          "%-28s %-13s %,12d %,15d%n",
          row.name(),
          row.output(),
          row.parameters(),
          row.multiplyAdds());
    }
    out.println();
    total(out, "main classifier only", main);
    if (all != main) {
      total(out, "with auxiliary heads", all);
    }
  }

  private static void total(PrintWriter out, String name, Graph graph) {
    out.printf(
        Locale.ROOT,
        "%-28s %-13s %,12d %,15d%n",
        name,
        "",
        graph.trainedParameters(),
        graph.multiplyAdds());
  }

  private static void write(JsonGenerator json, Variant variant, int classes, Graph main, Graph all)
      throws IOException {
    json.writeStringField("variant", variant.name());
    json.writeNumberField("classes", classes);
    json.writeNumberField("side", main.input().height());
    json.writeObjectFieldStart("parameters");
    json.writeNumberField("main", main.trainedParameters());
    json.writeNumberField("all", all.trainedParameters());
    json.writeEndObject();
    json.writeObjectFieldStart("multiply_adds");
    json.writeNumberField("main", main.multiplyAdds());
    json.writeNumberField("all", all.multiplyAdds());
    json.writeEndObject();
    json.writeArrayFieldStart("layers");
    for (LayerTable.Row row : LayerTable.layers(all)) {
      json.writeStartObject();
      json.writeStringField("name", row.name());
      json.writeStringField("kind", row.kind());
      json.writeArrayFieldStart("output");
      json.writeNumber(row.output().height());
      json.writeNumber(row.output().width());
      json.writeNumber(row.output().channels());
      json.writeEndArray();
      json.writeNumberField("parameters", row.parameters());
      json.writeNumberField("multiply_adds", row.multiplyAdds());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
