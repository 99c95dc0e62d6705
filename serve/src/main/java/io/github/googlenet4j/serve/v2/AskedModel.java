package io.github.googlenet4j.serve.v2;

import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.model.ServedModels;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;

/**
 * A model in use, and the way in which it is asked. Whoever has it closes it, which ends the use.
 *
 * @param model that is asked
 * @param view as the name of the request says
 */
public record AskedModel(ServedModel model, View view) implements AutoCloseable {
  /**
   * The model that a name means. A model's own name comes before another one's view.
   *
   * @param version empty for the one that there is
   * @throws Refusal if there is none of that name or version
   */
  public static AskedModel of(ServedModels models, String name, String version) {
    View view = View.PICTURES;
    String own = name;
    if (!models.has(name) && name.endsWith(View.TENSOR_SUFFIX)) {
      view = View.TENSOR;
      own = name.substring(0, name.length() - View.TENSOR_SUFFIX.length());
    }
    if (!models.has(own)) {
      own = name; // its message names what was asked for
    }
    ServedModel model = models.use(own);
    if (!version.isEmpty() && !version.equals(model.version())) {
      model.release();
      throw new Refusal(
          Outcome.NOT_FOUND,
          "version: expected %s, found %s. Leave it out for the one that there is."
              .formatted(model.version(), Datatype.shown(version)));
    }
    return new AskedModel(model, view);
  }

  @Override
  public void close() {
    model.release();
  }
}
