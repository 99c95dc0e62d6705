package io.github.googlenet4j.report;

import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.train.EpochMetrics;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report tells. What is empty is left out of the page; the title is never empty.
 *
 * @param title of the page
 * @param model file of which the page tells how to use it
 * @param time that training took
 * @param facts name and value, in order
 * @param epochs of training
 * @param evaluations of the model, by part
 * @param augmentation what training saw of some pictures
 * @param notes what a person should know, one line each
 * @param recipe as YAML
 * @param page how the page is made
 */
public record RunSummary(
    String title,
    Optional<Path> model,
    Optional<Duration> time,
    Map<String, String> facts,
    List<EpochMetrics> epochs,
    Map<Part, Evaluation> evaluations,
    Optional<BufferedImage> augmentation,
    List<String> notes,
    String recipe,
    PageOptions page) {
  public RunSummary {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    epochs = List.copyOf(epochs);
    Map<Part, Evaluation> copy = new EnumMap<>(Part.class);
    copy.putAll(evaluations);
    evaluations = copy;
    notes = List.copyOf(notes);
  }

  /** A report with a title and nothing else. */
  public static RunSummary of(String title) {
    return new RunSummary(
        title,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        List.of(),
        "",
        PageOptions.DEFAULT);
  }

  /** That tells how to use this model file. */
  public RunSummary withModel(Path value) {
    return new RunSummary(
        title,
        Optional.of(value),
        time,
        facts,
        epochs,
        evaluations,
        augmentation,
        notes,
        recipe,
        page);
  }

  /** With the time that training took. */
  public RunSummary withTime(Duration value) {
    return new RunSummary(
        title,
        model,
        Optional.of(value),
        facts,
        epochs,
        evaluations,
        augmentation,
        notes,
        recipe,
        page);
  }

  /** With these facts, name and value, in order. */
  public RunSummary withFacts(Map<String, String> value) {
    return new RunSummary(
        title, model, time, value, epochs, evaluations, augmentation, notes, recipe, page);
  }

  /** With the curves of these epochs. */
  public RunSummary withEpochs(List<EpochMetrics> value) {
    return new RunSummary(
        title, model, time, facts, value, evaluations, augmentation, notes, recipe, page);
  }

  /** With these evaluations of the model, by part. */
  public RunSummary withEvaluations(Map<Part, Evaluation> value) {
    return new RunSummary(
        title, model, time, facts, epochs, value, augmentation, notes, recipe, page);
  }

  /** With this sheet of pictures as training saw them. */
  public RunSummary withAugmentation(Optional<BufferedImage> value) {
    return new RunSummary(
        title, model, time, facts, epochs, evaluations, value, notes, recipe, page);
  }

  /** With these notes, one line each. */
  public RunSummary withNotes(List<String> value) {
    return new RunSummary(
        title, model, time, facts, epochs, evaluations, augmentation, value, recipe, page);
  }

  /** With this recipe, as YAML. */
  public RunSummary withRecipe(String value) {
    return new RunSummary(
        title, model, time, facts, epochs, evaluations, augmentation, notes, value, page);
  }

  /** With a page that is made so. */
  public RunSummary withPage(PageOptions value) {
    return new RunSummary(
        title, model, time, facts, epochs, evaluations, augmentation, notes, recipe, value);
  }

  /** Of a model file that was evaluated. */
  public static RunSummary of(String file, Model model, Map<Part, Evaluation> evaluations) {
    List<String> notes = new ArrayList<>();
    evaluations.values().forEach(evaluation -> notes.addAll(evaluation.refusals()));
    return of("Evaluation of " + file)
        .withFacts(facts(model))
        .withEvaluations(evaluations)
        .withNotes(notes)
        .withRecipe(model.history().getOrDefault("recipe", ""));
  }

  /** Facts that a model file holds: its network, classes and history. */
  public static Map<String, String> facts(Model model) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("network", "GoogLeNet, variant " + model.variant().name());
    facts.put("classes", Integer.toString(model.classes().size()));
    facts.put("picture side", model.side() + " pixels");
    model
        .history()
        .forEach(
            (key, value) -> {
              if (!key.equals("recipe") && !key.equals(Model.CLASS_IDS)) {
                facts.put(key.replace('_', ' '), value);
              }
            });
    return facts;
  }
}
