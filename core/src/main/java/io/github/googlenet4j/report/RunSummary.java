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
 * What a report tells. Everything but the title may be empty, and is then left out of the page.
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
    String recipe) {
  public RunSummary {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    epochs = List.copyOf(epochs);
    Map<Part, Evaluation> copy = new EnumMap<>(Part.class);
    copy.putAll(evaluations);
    evaluations = copy;
    notes = List.copyOf(notes);
  }

  /** Of a model that is judged, not trained. */
  public static RunSummary of(String file, Model model, Map<Part, Evaluation> evaluations) {
    List<String> notes = new ArrayList<>();
    evaluations.values().forEach(evaluation -> notes.addAll(evaluation.refusals()));
    return new RunSummary(
        "Evaluation of " + file,
        Optional.empty(),
        Optional.empty(),
        facts(model),
        List.of(),
        evaluations,
        Optional.empty(),
        notes,
        model.history().getOrDefault("recipe", ""));
  }

  /** What a model file tells of itself. */
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
