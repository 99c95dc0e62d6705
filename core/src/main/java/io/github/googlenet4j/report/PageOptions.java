package io.github.googlenet4j.report;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.explain.Explainer;
import io.github.googlenet4j.explain.ExplainerOptions;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.image.PictureLimits;
import java.util.Optional;

/**
 * How a page is made.
 *
 * @param limits what it may cost to read a picture for the page
 * @param bootstrap how intervals of means over classes are drawn
 * @param explainer of the model, made by {@link #explainer(Model, EngineOptions, PictureLimits)};
 *     if there is one, mistakes are shown with their maps. Its owner closes it
 */
public record PageOptions(
    PictureLimits limits, Bootstrap bootstrap, Optional<Explainer> explainer) {
  /** Default limits and draws, and no maps. */
  public static final PageOptions DEFAULT =
      new PageOptions(PictureLimits.DEFAULT, Bootstrap.DEFAULT, Optional.empty());

  /**
   * An explainer for a page on the best engine. Its maps are small and without text: the page says
   * what they are.
   *
   * @throws IllegalStateException if no engine runs on this machine
   */
  public static Explainer explainer(Model model, EngineOptions engine, PictureLimits limits) {
    ExplainerOptions options =
        ExplainerOptions.DEFAULT
            .withLongest(Thumbnails.SIDE)
            .withLegend(false)
            .withLimits(limits)
            .withEngine(engine);
    return Explainer.of(model, Engine.best(), options);
  }

  /** With pictures within these limits. */
  public PageOptions withLimits(PictureLimits value) {
    return new PageOptions(value, bootstrap, explainer);
  }

  /** With intervals drawn so. */
  public PageOptions withBootstrap(Bootstrap value) {
    return new PageOptions(limits, value, explainer);
  }

  /** With the maps of this model. */
  public PageOptions withExplainer(Explainer value) {
    return new PageOptions(limits, bootstrap, Optional.of(value));
  }
}
