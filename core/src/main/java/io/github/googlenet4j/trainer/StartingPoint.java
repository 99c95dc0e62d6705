package io.github.googlenet4j.trainer;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.text.PrintableText;
import io.github.googlenet4j.train.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What training begins with: a variant, classes, weights.
 *
 * @param variant as published; the recipe's dropout is that of {@link #graph}
 * @param classes labels in the order of the outputs
 * @param preparation how the trained model will see pictures
 * @param weights of all heads that are trained
 * @param source where the weights come from, in a few words
 * @param notes for people, one line each
 */
public record StartingPoint(
    Variant variant,
    List<String> classes,
    Preparation preparation,
    Weights weights,
    String source,
    List<String> notes) {

  /** From scratch. */
  public static StartingPoint scratch(Recipe recipe, List<String> classes) {
    Variant variant = Variant.named(recipe.variant());
    Graph graph =
        GoogLeNet.graph(variant, classes.size(), recipe.side(), recipe.heads().auxiliary());
    return new StartingPoint(
        variant,
        classes,
        recipe.view().preparation(recipe.side(), variant.preparation().filter()),
        new Initialization(variant, recipe.seed()).weights(graph),
        "trained from scratch",
        List.of());
  }

  /**
   * From a model. Heads that the model lacks are initialised, and so are its classifiers unless it
   * has the same classes.
   */
  public static StartingPoint model(Model model, Recipe recipe, List<String> classes) {
    Variant variant = model.variant();
    boolean sameClasses = model.classes().equals(classes);
    Graph graph =
        GoogLeNet.graph(variant, classes.size(), recipe.side(), recipe.heads().auxiliary());
    Initialization initialization = new Initialization(variant, recipe.seed());
    Set<String> there = model.weights().names();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Set<String> made = new LinkedHashSet<>();
    for (Parameter parameter : graph.parameters()) {
      String name = parameter.name();
      boolean kept = there.contains(name) && (sameClasses || !Initialization.isClassifier(name));
      tensors.put(name, kept ? model.weights().get(name) : initialization.tensor(parameter));
      if (!kept) {
        made.add(name.substring(0, name.lastIndexOf('.')));
      }
    }
    List<String> notes = new ArrayList<>();
    if (!made.isEmpty()) {
      notes.add(
          "heads: begun anew for %d classes: %s (the model was for %d)."
              .formatted(classes.size(), String.join(", ", made), model.classes().size()));
    }
    Preparation preparation =
        recipe.view().preparation(recipe.side(), model.preparation().filter());
    return new StartingPoint(
        variant, classes, preparation, new Weights(tensors), source(model), notes);
  }

  /** The same with other weights. */
  StartingPoint withWeights(Weights value) {
    return new StartingPoint(variant, classes, preparation, value, source, notes);
  }

  private static String source(Model model) {
    String before = model.history().getOrDefault("source", "a model without history");
    return "%s of %d classes, trained further (%s)"
        .formatted(model.variant().name(), model.classes().size(), before);
  }

  /** Zeros in the right shapes, to be replaced by a checkpoint's weights. */
  public static Weights blank(Graph graph) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      float[] zeros = new float[Math.toIntExact(parameter.size())];
      tensors.put(parameter.name(), new Tensor(parameter.shape(), zeros));
    }
    return new Weights(tensors);
  }

  /** The network for pictures of a side, with the recipe's dropout. */
  public Graph graph(Recipe recipe, int side) {
    Recipe.Heads heads = recipe.heads();
    return GoogLeNet.graph(
        variant.withDropout(heads.dropout(), heads.auxiliaryDropout()),
        classes.size(),
        side,
        heads.auxiliary());
  }

  /** The network with its weights, as training begins. */
  public Network network(Recipe recipe, int side) {
    return new Network(graph(recipe, side), weights);
  }

  /**
   * A model of trained weights: the main head alone, as answers need no other, unless both others
   * were trained too.
   */
  public Model model(Weights trained, Recipe recipe, Map<String, String> history) {
    return new Model(variant, classes, preparation, recipe.heads().auxiliary(), trained, history);
  }

  /**
   * The names of all parameters before a stage.
   *
   * @param stage the first words of a node's name, such as {@code inception_4a}; empty for none
   * @throws IllegalArgumentException if no stage is called so; the message lists them
   */
  static Set<String> before(Graph graph, String stage) {
    Set<String> frozen = new LinkedHashSet<>();
    if (stage.isEmpty()) {
      return frozen;
    }
    Set<String> stages = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      String name = node.name();
      if (name.startsWith(stage + "/") || name.equals(stage)) {
        return frozen;
      }
      if (!Head.anyOwns(name)) { // an auxiliary head belongs to no stage
        stages.add(name.split("/", 2)[0]);
        node.operation()
            .parameters(graph.shape(node.input()))
            .forEach(parameter -> frozen.add(parameter.name()));
      }
    }
    throw new IllegalArgumentException(
        "recipe freeze_until: expected one of %s, found %s."
            .formatted(
                String.join(", ", stages), PrintableText.of(PrintableText.shortened(stage))));
  }
}
