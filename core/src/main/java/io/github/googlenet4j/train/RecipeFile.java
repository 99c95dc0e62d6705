package io.github.googlenet4j.train;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.text.PrintableText;
import io.github.googlenet4j.text.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Recipes as YAML. A file holds some of a recipe's keys; the preset gives the others.
 *
 * <p>Keys are a recipe's components in lower case with underscores; groups nest. An unknown key is
 * refused; the message names the most similar known one.
 */
public final class RecipeFile {
  private static final int LARGEST = 16 << 20;
  private static final int DEEPEST = 100;

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .addModule(new SimpleModule().addSerializer(new LowerCase()))
          .build();

  private static final double ADAM_RATE = .001;

  /** A key's line in a preset: its indentation, its name. */
  private static final Pattern KEY = Pattern.compile("( *)([a-z0-9_]+):.*");

  /** Writes constants in lower case. */
  private static final class LowerCase extends JsonSerializer<Enum<?>> {
    @Override
    public void serialize(Enum<?> value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(
          value instanceof Preset preset
              ? preset.toString()
              : value.name().toLowerCase(Locale.ROOT));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<Enum<?>> handledType() {
      return (Class<Enum<?>>) (Class<?>) Enum.class;
    }
  }

  private RecipeFile() {}

  /** The recipe as YAML, every key of it that has an effect. */
  public static String write(Recipe recipe) {
    try {
      ObjectNode tree = YAML.valueToTree(recipe);
      if (recipe.preset() == Preset.FEATURES) {
        RecipeKeys.keep(tree, tree(recipe.preset().yaml()));
      }
      return YAML.writeValueAsString(tree);
    } catch (JacksonException e) {
      throw new IllegalStateException(e); // a record of numbers and words
    }
  }

  /** The recipe as YAML, every key of it that has an effect, with the comments of its preset. */
  public static String writeCommented(Recipe recipe) {
    JsonNode tree = YAML.valueToTree(recipe);
    StringBuilder text = new StringBuilder();
    String group = "";
    for (String line : recipe.preset().yaml().lines().toList()) {
      Matcher key = KEY.matcher(line);
      if (key.matches()) {
        boolean inner = !key.group(1).isEmpty();
        JsonNode value = (inner ? tree.path(group) : tree).path(key.group(2));
        group = inner ? group : key.group(2);
        text.append(key.group(1)).append(key.group(2)).append(':');
        text.append(value.isObject() ? "" : " " + inOneLine(value)).append('\n');
      } else {
        text.append(line).append('\n'); // a comment
      }
    }
    return text.toString();
  }

  private static String inOneLine(JsonNode value) {
    try {
      if (value.isArray()) {
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(inOneLine(item)));
        return "[" + String.join(", ", items) + "]";
      }
      return YAML.writeValueAsString(value).strip();
    } catch (JacksonException e) {
      throw new IllegalStateException(e); // a number, a truth value or a word
    }
  }

  /**
   * The keys that a YAML file changes.
   *
   * @throws IOException if there is no such regular file, it is larger than 16 MB, or it holds no
   *     YAML map
   */
  public static RecipeChanges read(Path file) throws IOException {
    String text = TextFile.read(file, "a recipe", LARGEST);
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(PrintableText.message(file + ": " + e.getMessage()), e);
    }
  }

  /**
   * The keys that a YAML text sets.
   *
   * @throws IllegalArgumentException if it is no YAML map
   */
  public static RecipeChanges parse(String text) {
    return new RecipeChanges(tree(text));
  }

  private static ObjectNode tree(String text) {
    try {
      JsonNode tree = YAML.readTree(text);
      if (tree.isMissingNode() || tree.isNull()) {
        return YAML.createObjectNode();
      }
      if (tree instanceof ObjectNode map) {
        return map;
      }
      throw new IllegalArgumentException(
          "expected lines of 'key: value', found other YAML. Compare it with a whole" + " recipe.");
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "expected YAML, found an error%s: %s."
              .formatted(
                  e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr(),
                  RecipeKeys.shown(e.getOriginalMessage().lines().findFirst().orElse(""))),
          e);
    }
  }

  /**
   * Sets a key, with dots between the names of groups, to a value that is written as in YAML.
   *
   * @throws IllegalArgumentException if the value is no YAML
   */
  public static void set(RecipeChanges changes, String key, String value) {
    try {
      put(changes, key, YAML.readTree(value));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "recipe %s: expected a value as in YAML, found %s."
              .formatted(RecipeKeys.shown(key), RecipeKeys.shown(value)),
          e);
    }
  }

  /**
   * Sets a key, with dots between the names of groups, to a number, a truth value or a text, which
   * is taken as it is: nothing in it is YAML.
   */
  public static void put(RecipeChanges changes, String key, Object value) {
    ObjectNode group = changes.tree();
    String[] names = key.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      group = group.get(names[i]) instanceof ObjectNode there ? there : group.putObject(names[i]);
    }
    group.set(names[names.length - 1], YAML.valueToTree(value));
  }

  /**
   * Composes a recipe: the preset, then the variant and side of the model to start from, then the
   * changes.
   *
   * @param start the model to start from
   * @param changes later ones override earlier ones
   * @throws IllegalArgumentException if there is no such key, a value does not suit it, or the
   *     preset features is given a key that has no effect there
   */
  public static Recipe compose(Optional<Model> start, RecipeChanges... changes) {
    return compose(start, Integer.MAX_VALUE, changes);
  }

  /**
   * The same, where the number of training pictures is known: it decides which preset is the
   * default. Changes that only fine-tuning has keys for decide for fine-tuning.
   */
  public static Recipe compose(Optional<Model> start, int pictures, RecipeChanges... changes) {
    Preset preset = start.isPresent() ? Preset.FINE_TUNE : Preset.SCRATCH;
    if (start.isPresent() && pictures < Preset.FEW && withoutEffect(changes).isEmpty()) {
      preset = Preset.FEATURES;
    }
    int side = start.map(Model::side).orElse(0);
    for (RecipeChanges change : changes) {
      ObjectNode tree = change.tree();
      preset = tree.has("preset") ? Preset.named(tree.get("preset").asText()) : preset;
      side = tree.path("side").asInt(side);
    }
    if (preset == Preset.FEATURES && start.isPresent()) {
      withoutEffect(changes)
          .ifPresent(
              key -> {
                throw new IllegalArgumentException(
                    "recipe %s: expected a key that has an effect with the preset features, found another. Remove it, or choose the preset fine-tune."
                        .formatted(RecipeKeys.shown(key)));
              });
    }
    Recipe recipe = preset.recipe();
    if (side >= GoogLeNet.SMALLEST_SIDE
        && side <= GoogLeNet.LARGEST_SIDE) { // other sides are refused below, with the key's name
      recipe = recipe.atSide(side);
    }
    recipe = with(withRateFor(recipe, changes), changes);
    if (start.isPresent()) {
      ObjectNode variant = YAML.createObjectNode().put("variant", start.get().variant().name());
      recipe = with(recipe, new RecipeChanges(variant));
    }
    return recipe;
  }

  /** The first key that the preset features does not have. */
  private static Optional<String> withoutEffect(RecipeChanges... changes) {
    ObjectNode all = YAML.valueToTree(Preset.FINE_TUNE.recipe());
    ObjectNode some = tree(Preset.FEATURES.yaml());
    return Arrays.stream(changes)
        .flatMap(change -> RecipeKeys.foreign(change.tree(), all, some).stream())
        .findFirst();
  }

  /** Adam's steps do not grow with the gradient: with the rate of SGD they would be too long. */
  private static Recipe withRateFor(Recipe recipe, RecipeChanges... changes) {
    for (RecipeChanges change : changes) {
      String rule = change.tree().path("optimization").path("rule").asText();
      if (rule.equalsIgnoreCase(Recipe.Rule.ADAMW.name())) {
        return recipe.withRate(ADAM_RATE);
      }
    }
    return recipe;
  }

  /**
   * A recipe with some keys changed. Only the result of all changes has to be valid.
   *
   * @param changes later ones override earlier ones
   * @throws IllegalArgumentException if there is no such key, or a value does not suit it
   */
  public static Recipe with(Recipe recipe, RecipeChanges... changes) {
    ObjectNode tree = YAML.valueToTree(recipe);
    for (RecipeChanges change : changes) {
      RecipeKeys.merge(tree, change.tree());
    }
    return recipe(tree, key -> " like " + YAML.valueToTree(recipe).at(key));
  }

  /**
   * The recipe that a YAML text holds, every key of it.
   *
   * @throws IllegalArgumentException if a key is missing or unknown, or a value does not suit it
   */
  static Recipe whole(String text) {
    return recipe(tree(text), key -> " of a recipe");
  }

  /**
   * @param example the words of an error on a key's value, given the key as a JSON pointer
   */
  private static Recipe recipe(ObjectNode tree, UnaryOperator<String> example) {
    try {
      return YAML.treeToValue(tree, Recipe.class);
    } catch (JsonMappingException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused; // a record's own message
      }
      String key =
          e.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .filter(name -> name != null)
              .collect(Collectors.joining("."));
      String pointer = "/" + key.replace('.', '/');
      throw new IllegalArgumentException(
          "recipe %s: expected a value%s, found %s."
              .formatted(key, example.apply(pointer), RecipeKeys.shown(tree.at(pointer))),
          e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("recipe: " + e.getOriginalMessage(), e);
    }
  }
}
