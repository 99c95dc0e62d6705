package io.github.googlenet4j.cli;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.image.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that change an augmentation. */
final class AugmentationOptions {
  @Option(
      names = "--smallest-area",
      paramLabel = "SHARE",
      description = "Least share of the picture that a patch covers (paper: .08).")
  private @Nullable Double smallestArea;

  @Option(
      names = "--largest-area",
      paramLabel = "SHARE",
      description = "Greatest share (paper: 1).")
  private @Nullable Double largestArea;

  @Option(
      names = "--smallest-aspect",
      paramLabel = "RATIO",
      description = "Least width of a patch by its height (paper: .75).")
  private @Nullable Double smallestAspect;

  @Option(
      names = "--largest-aspect",
      paramLabel = "RATIO",
      description = "Greatest width by height (paper: 1.33).")
  private @Nullable Double largestAspect;

  @Option(names = "--no-mirror", description = "Do not mirror half of the patches.")
  private boolean noMirror;

  @Option(
      names = "--filters",
      split = ",",
      paramLabel = "NAME",
      description = "Filters to draw from: nearest, box, bilinear, bicubic, lanczos.")
  private List<String> filters = List.of();

  @Option(
      names = "--brightness",
      paramLabel = "N",
      description = "0 to 1; .4 is a factor of .6 to 1.4.")
  private @Nullable Double brightness;

  @Option(names = "--contrast", paramLabel = "N", description = "As brightness.")
  private @Nullable Double contrast;

  @Option(names = "--saturation", paramLabel = "N", description = "As brightness.")
  private @Nullable Double saturation;

  @Option(names = "--hue", paramLabel = "N", description = "Largest rotation, 0 to .5 of a turn.")
  private @Nullable Double hue;

  @Option(
      names = "--lighting",
      paramLabel = "N",
      description = "Deviation of the lighting's noise.")
  private @Nullable Double lighting;

  @Option(
      names = "--erasing",
      paramLabel = "N",
      description = "Probability that a rectangle is overwritten with noise.")
  private @Nullable Double erasing;

  /** The augmentation, changed by the options that are given. */
  Augmentation over(Augmentation base) {
    return base.withArea(or(smallestArea, base.smallestArea()), or(largestArea, base.largestArea()))
        .withAspect(
            or(smallestAspect, base.smallestAspect()), or(largestAspect, base.largestAspect()))
        .withMirror(base.mirror() && !noMirror)
        .withFilters(filters.isEmpty() ? base.filters() : named(filters))
        .withBrightness(or(brightness, base.brightness()))
        .withContrast(or(contrast, base.contrast()))
        .withSaturation(or(saturation, base.saturation()))
        .withHue(or(hue, base.hue()))
        .withLighting(or(lighting, base.lighting()))
        .withErasing(or(erasing, base.erasing()));
  }

  private static double or(@Nullable Double given, double otherwise) {
    return given == null ? otherwise : given;
  }

  private static List<Filter> named(List<String> names) {
    List<Filter> found = new ArrayList<>();
    for (String name : names) {
      try {
        found.add(Filter.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "--filters: expected nearest, box, bilinear, bicubic or lanczos, found '%s'. Correct it."
                .formatted(name),
            e);
      }
    }
    return found;
  }
}
