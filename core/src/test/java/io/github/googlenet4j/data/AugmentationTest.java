package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.image.Filter;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static void refused(Supplier<Augmentation> made, String message) {
    assertThatThrownBy(made::get)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message + " Choose a value within that range.");
  }

  @Test
  void valuesOutOfRangeAreRefusedWithFieldValueAndBound() {
    Augmentation paper = Augmentation.PAPER;
    refused(() -> paper.withArea(0, 1), "smallestArea: expected above 0 to 1, found 0.0.");
    refused(
        () -> paper.withArea(.5, .4), "largestArea: expected 0.5 (smallestArea) to 1, found 0.4.");
    refused(
        () -> paper.withArea(.5, 1.1), "largestArea: expected 0.5 (smallestArea) to 1, found 1.1.");
    refused(() -> paper.withAspect(0, 1), "smallestAspect: expected .01 to 100, found 0.0.");
    refused(
        () -> paper.withAspect(2, 1),
        "largestAspect: expected 2.0 (smallestAspect) to 100, found 1.0.");
    refused(() -> paper.withBrightness(1.5), "brightness: expected 0 to 1, found 1.5.");
    refused(() -> paper.withContrast(-.1), "contrast: expected 0 to 1, found -0.1.");
    refused(() -> paper.withSaturation(Double.NaN), "saturation: expected 0 to 1, found NaN.");
    refused(() -> paper.withHue(.6), "hue: expected 0 to .5 of a turn, found 0.6.");
    refused(() -> paper.withLighting(-1), "lighting: expected 0 to 10, found -1.0.");
    refused(() -> paper.withMixup(-1), "mixup: expected 0 to 100, found -1.0.");
    refused(() -> paper.withCutmix(101), "cutmix: expected 0 to 100, found 101.0.");
    refused(() -> paper.withErasing(2), "erasing: expected 0 to 1, found 2.0.");
    assertThatThrownBy(() -> paper.withFilters(List.of()))
        .hasMessage(
            "filters: expected at least one, found none. Name one or more of box, bilinear, bicubic,"
                + " lanczos, nearest.");
  }

  @Test
  void withChangesWhatItNames() {
    Augmentation changed =
        Augmentation.NONE
            .withArea(.08, 1)
            .withAspect(3 / 4., 4 / 3.)
            .withMirror(true)
            .withFilters(Augmentation.PAPER.filters())
            .withBrightness(.4)
            .withContrast(.4)
            .withSaturation(.4)
            .withHue(.05)
            .withLighting(.1);
    assertThat(changed).isEqualTo(Augmentation.PAPER);
    assertThat(changed.withMixup(1).mixup()).isEqualTo(1);
    assertThat(changed.withCutmix(2).cutmix()).isEqualTo(2);
    assertThat(changed.withErasing(.25).erasing()).isEqualTo(.25);
    assertThat(Augmentation.MILD.filters()).contains(Filter.LANCZOS);
  }
}
