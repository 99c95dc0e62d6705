package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.Model;
import java.util.List;

/**
 * A model made of foreign weights, with notes for its user.
 *
 * @param model complete and checked
 * @param notes one sentence or two each, for instance that the auxiliary heads are missing
 */
public record ImportedModel(Model model, List<String> notes) {
  public ImportedModel {
    notes = List.copyOf(notes);
  }
}
