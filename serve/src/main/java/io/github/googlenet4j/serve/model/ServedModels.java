package io.github.googlenet4j.serve.model;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.text.PrintableText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The models of a server by name; they come and go while it answers. */
public final class ServedModels implements AutoCloseable {
  private final Map<String, ServedModel> models = new ConcurrentSkipListMap<>();
  private final String first;

  /**
   * @param first name of the model that answers where a request names none
   */
  public ServedModels(Collection<ServedModel> models, String first) {
    models.forEach(model -> this.models.put(model.name(), model));
    this.first = first;
  }

  /** All of them, by name. */
  public List<ServedModel> all() {
    return new ArrayList<>(models.values());
  }

  /** The name of the model that answers where a request names none. */
  public String first() {
    return first;
  }

  /** Whether there is one of that name. */
  public boolean has(String name) {
    return models.containsKey(name);
  }

  /**
   * The model of that name, in use until {@link ServedModel#release}.
   *
   * @throws Refusal if there is none
   */
  public ServedModel use(String name) {
    while (true) {
      ServedModel found = named(name);
      if (found.retain()) {
        return found;
      } // it has been replaced meanwhile
      Thread.onSpinWait();
    }
  }

  /**
   * The model of that name; another may take its place at any time.
   *
   * @throws Refusal if there is none
   */
  public ServedModel named(String name) {
    ServedModel found = models.get(name);
    if (found == null) {
      throw new Refusal(
          Outcome.NOT_FOUND,
          "model: expected one of %s, found %s. Ask /v2/repository/index for all."
              .formatted(names(), PrintableText.of(PrintableText.shortened(name))));
    }
    return found;
  }

  /** The model of that name, if there is one. */
  public Optional<ServedModel> find(String name) {
    return Optional.ofNullable(models.get(name));
  }

  /** Puts a model in the place of the one of its name. */
  public void put(ServedModel model) {
    models.put(model.name(), model);
  }

  /** Takes a model out. Whoever uses it goes on to use it. */
  public Optional<ServedModel> remove(String name) {
    return Optional.ofNullable(models.remove(name));
  }

  private String names() {
    List<String> names = models.keySet().stream().limit(8).toList();
    return String.join(", ", names) + (models.size() > names.size() ? ", ..." : "");
  }

  @Override
  public void close() {
    models.values().forEach(ServedModel::close);
  }
}
