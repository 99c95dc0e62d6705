package io.github.googlenet4j.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.Preparation.Fit;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model without its weights, to and from the strings that the {@code package-info} of this
 * package describes.
 */
record ModelMetadata(
    Variant variant,
    List<String> classes,
    Preparation preparation,
    boolean auxiliary,
    Map<String, String> history,
    Optional<Quantization> quantization) {

  private static final String FORMAT = "googlenet4j";

  /** The version of files in float32 whose input is their variant's. */
  private static final int FLOAT_VERSION = 1;

  /** Of files with int8 weights. Readers of version 1 alone refuse them. */
  private static final int INTEGER_VERSION = 2;

  /**
   * Of files whose input is not their variant's, in float32 or int8. Older readers would take the
   * variant's; they refuse the file.
   */
  private static final int VERSION = 3;

  private static final String FLOAT = "fp32";
  private static final String INTEGERS = "int8";
  private static final String MAIN_ONLY = "main";
  private static final String ALL_HEADS = "main aux1 aux2";
  private static final String HISTORY = "history.";
  private static final String DAMAGED =
      "The file was damaged or changed: import or train it again.";

  private static final Set<String> EXPORTED =
      Set.of(
          "classes",
          "preparation.fit",
          "preparation.resize",
          "preparation.crop",
          "preparation.filter");

  static Map<String, String> write(Model model) {
    Normalization input = model.variant().normalization();
    Map<String, String> strings = new LinkedHashMap<>();
    strings.put("format", FORMAT);
    boolean integers = model.quantization().isPresent();
    strings.put("format_version", Integer.toString(version(model.variant(), integers)));
    strings.put("variant", model.variant().name());
    strings.put("classes", json(model.classes()));
    strings.put("heads", model.auxiliary() ? ALL_HEADS : MAIN_ONLY);
    strings.put("precision", integers ? INTEGERS : FLOAT);
    strings.put("preparation.fit", word(model.preparation().fit()));
    strings.put("preparation.resize", Integer.toString(model.preparation().resize()));
    strings.put("preparation.crop", Integer.toString(model.preparation().crop()));
    strings.put("preparation.filter", word(model.preparation().filter()));
    strings.put("input.mean", json(input.mean()));
    strings.put("input.deviation", json(input.deviation()));
    strings.put("input.order", input.bgr() ? "bgr" : "rgb");
    model
        .quantization()
        .ifPresent(
            known -> {
              strings.put("quantization.ranges", json(known.ranges()));
              strings.put("quantization.floating", json(List.copyOf(known.floating())));
            });
    model.history().forEach((key, value) -> strings.put(HISTORY + key, value));
    return strings;
  }

  private static int version(Variant variant, boolean integers) {
    if (!Variant.ALL.contains(variant)) {
      return VERSION;
    }
    return integers ? INTEGER_VERSION : FLOAT_VERSION;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String json(Map<String, Float> values) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = SafetensorsHeader.JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, Float> value : values.entrySet()) {
        json.writeNumberField(value.getKey(), value.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException(e); // a StringWriter does not fail
    }
    return text.toString();
  }

  private static String json(List<?> values) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = SafetensorsHeader.JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Object value : values) {
        if (value instanceof Float number) {
          json.writeNumber(number);
        } else {
          json.writeString(value.toString());
        }
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new IllegalStateException(e); // a StringWriter does not fail
    }
    return text.toString();
  }

  /**
   * @throws ModelFileException if the strings are not those of a model file that this version reads
   */
  static ModelMetadata read(Safetensors file) throws IOException {
    return new Reader(file.file(), file.metadata()).read();
  }

  /**
   * What a file that a model was exported to says of labels and pictures; empty for other files.
   *
   * @throws ModelFileException if it makes no sense
   */
  static Optional<ExportedMetadata> exported(Path file, Map<String, String> metadata)
      throws IOException {
    if (!metadata.keySet().containsAll(EXPORTED)) {
      return Optional.empty();
    }
    Reader reader = new Reader(file, metadata);
    List<String> classes = reader.strings("classes");
    String ids = metadata.getOrDefault(HISTORY + Model.CLASS_IDS, "");
    return Optional.of(
        new ExportedMetadata(
            classes,
            ids.isEmpty() ? List.of() : List.of(ids.split(" ", -1)),
            metadata.containsKey("input.mean") ? Optional.of(reader.input()) : Optional.empty(),
            reader.preparation()));
  }

  /** Removes each key that it reads, so that unknown keys are left over. */
  private static final class Reader {
    private final Path file;
    private final Map<String, String> left;

    Reader(Path file, Map<String, String> metadata) {
      this.file = file;
      this.left = new TreeMap<>(metadata);
    }

    ModelMetadata read() throws IOException {
      int version = checkFormat();
      Variant variant = named(take("variant"), "variant", Variant.ALL, Variant::name);
      List<String> classes = strings("classes");
      boolean auxiliary = oneOf("heads", MAIN_ONLY, ALL_HEADS).equals(ALL_HEADS);
      boolean integers = oneOf("precision", precisions(version)).equals(INTEGERS);
      Preparation preparation = preparation();
      if (version < VERSION) {
        checkInput(variant.normalization());
      } else {
        variant = variant.withNormalization(input());
      }
      Optional<Quantization> quantization =
          integers ? Optional.of(quantization()) : Optional.empty();
      Map<String, String> history = new TreeMap<>();
      for (Map.Entry<String, String> entry : left.entrySet()) {
        if (!entry.getKey().startsWith(HISTORY)) {
          throw refused(PrintableText.shortened(entry.getKey()), "no such key", "it", DAMAGED);
        }
        history.put(entry.getKey().substring(HISTORY.length()), entry.getValue());
      }
      return new ModelMetadata(variant, classes, preparation, auxiliary, history, quantization);
    }

    private static String[] precisions(int version) {
      return switch (version) {
        case FLOAT_VERSION -> new String[] {FLOAT};
        case INTEGER_VERSION -> new String[] {INTEGERS};
        default -> new String[] {FLOAT, INTEGERS};
      };
    }

    private int checkFormat() throws ModelFileException {
      if (!FORMAT.equals(left.remove("format"))) {
        throw new ModelFileException(
            file,
            "expected a googlenet4j model file, found a safetensors file without its metadata."
                + " Import foreign weights first.");
      }
      int version = number("format_version");
      if (version > VERSION) {
        throw refused(
            "format_version", "at most " + VERSION, version, "Upgrade googlenet4j to read it.");
      }
      if (version < 1) {
        throw refused("format_version", "at least 1", version, DAMAGED);
      }
      return version;
    }

    private Preparation preparation() throws ModelFileException {
      String fit = take("preparation.fit");
      int resize = number("preparation.resize");
      int crop = number("preparation.crop");
      String filter = take("preparation.filter");
      try {
        return new Preparation(
            named(fit, "preparation.fit", Arrays.asList(Fit.values()), ModelMetadata::word),
            resize,
            crop,
            named(
                filter, "preparation.filter", Arrays.asList(Filter.values()), ModelMetadata::word));
      } catch (IllegalArgumentException e) {
        throw new ModelFileException(file, "preparation: " + e.getMessage() + " " + DAMAGED);
      }
    }

    private Quantization quantization() throws IOException {
      Map<String, Float> ranges = new TreeMap<>();
      String key = "quantization.ranges";
      String text = take(key);
      try (JsonParser json = SafetensorsHeader.JSON.createParser(text)) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
          throw refused(key, "a JSON object", PrintableText.shortened(text), DAMAGED);
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
          if (!json.nextToken().isNumeric()) {
            throw refused(key, "a number for " + name, json.getText(), DAMAGED);
          }
          ranges.put(name, json.getFloatValue());
        }
      } catch (JsonProcessingException e) {
        throw refused(key, "a JSON object", e.getOriginalMessage(), DAMAGED);
      }
      return new Quantization(ranges, Set.copyOf(strings("quantization.floating")));
    }

    /** Refuses other numbers than the variant's: they would be ignored here, but not elsewhere. */
    private void checkInput(Normalization input) throws IOException {
      checkNumbers("input.mean", input.mean());
      checkNumbers("input.deviation", input.deviation());
      oneOf("input.order", input.bgr() ? "bgr" : "rgb");
    }

    private void checkNumbers(String key, List<Float> expected) throws IOException {
      String text = left.getOrDefault(key, "");
      if (!numbers(key, json(expected)).equals(expected)) {
        throw refused(key, json(expected), PrintableText.shortened(text), DAMAGED);
      }
    }

    private Normalization input() throws IOException {
      String three = "an array of three numbers";
      List<Float> mean = numbers("input.mean", three);
      List<Float> deviation = numbers("input.deviation", three);
      boolean bgr = oneOf("input.order", "rgb", "bgr").equals("bgr");
      try {
        return new Normalization(mean, deviation, bgr);
      } catch (IllegalArgumentException e) {
        throw new ModelFileException(file, "metadata input: " + e.getMessage() + " " + DAMAGED);
      }
    }

    private List<Float> numbers(String key, String expected) throws IOException {
      List<Float> found = new ArrayList<>();
      String text = take(key);
      try (JsonParser json = array(key, text)) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          if (!json.currentToken().isNumeric()) {
            throw refused(key, expected, PrintableText.shortened(text), DAMAGED);
          }
          found.add(json.getFloatValue());
        }
      } catch (JsonProcessingException e) {
        throw notAnArray(key, e);
      }
      return found;
    }

    private List<String> strings(String key) throws IOException {
      List<String> found = new ArrayList<>();
      try (JsonParser json = array(key, take(key))) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          if (!json.hasToken(JsonToken.VALUE_STRING)) {
            throw refused(key, "strings", "another value at index " + found.size(), DAMAGED);
          }
          found.add(json.getText());
        }
      } catch (JsonProcessingException e) {
        throw notAnArray(key, e);
      }
      return found;
    }

    private JsonParser array(String key, String text) throws IOException {
      JsonParser json = SafetensorsHeader.JSON.createParser(text);
      if (json.nextToken() != JsonToken.START_ARRAY) {
        json.close();
        throw refused(key, "a JSON array", PrintableText.shortened(text), DAMAGED);
      }
      return json;
    }

    private ModelFileException notAnArray(String key, JsonProcessingException e) {
      return refused(key, "a JSON array", e.getOriginalMessage(), DAMAGED);
    }

    private int number(String key) throws ModelFileException {
      String text = take(key);
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw refused(key, "a whole number", PrintableText.shortened(text), DAMAGED);
      }
    }

    private String oneOf(String key, String... expected) throws ModelFileException {
      return named(take(key), key, List.of(expected), text -> text);
    }

    private <T> T named(String text, String key, List<T> choices, Function<T, String> name)
        throws ModelFileException {
      for (T choice : choices) {
        if (name.apply(choice).equals(text)) {
          return choice;
        }
      }
      String names = String.join(" or ", choices.stream().map(name).toList());
      throw refused(key, names, PrintableText.shortened(text), DAMAGED);
    }

    private String take(String key) throws ModelFileException {
      String text = left.remove(key);
      if (text == null) {
        throw refused(key, "a value", "none", DAMAGED);
      }
      return text;
    }

    private ModelFileException refused(
        String key, String expected, @Nullable Object found, String advice) {
      return new ModelFileException(
          file, "metadata %s: expected %s, found %s. %s".formatted(key, expected, found, advice));
    }
  }
}
