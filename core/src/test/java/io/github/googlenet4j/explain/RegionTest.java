package io.github.googlenet4j.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.Preparation.Fit;
import org.junit.jupiter.api.Test;

/** Where a map lies on its picture, and what of it is framed. */
class RegionTest {
  private static final Preparation SQUASH = new Preparation(Fit.SQUASH, 256, 224, Filter.BILINEAR);
  private static final Preparation SHORT =
      new Preparation(Fit.SHORT_SIDE, 256, 224, Filter.BILINEAR);

  private static ClassMap map() {
    float[][] rows = new float[7][7];
    rows[1][2] = 1;
    rows[1][3] = 1;
    rows[5][6] = 1; // apart, and smaller
    return ClassMap.ofCells(rows);
  }

  /** 16 of 256 pixels are cut off on each side. */
  @Test
  void aSquashedPictureIsSeenInItsMiddle() {
    SeenArea seen = SeenArea.of(SQUASH, 512, 1024);
    assertThat(seen).isEqualTo(new SeenArea(32, 64, 448, 896));
    assertThat(seen.holds(31, 64)).isFalse();
    assertThat(seen.holds(32, 64)).isTrue();
    assertThat(seen.holds(479, 959)).isTrue();
    assertThat(seen.holds(480, 959)).isFalse();
  }

  @Test
  void ofAnUndistortedPictureASquareIsSeen() {
    SeenArea seen = SeenArea.of(SHORT, 1024, 512);
    assertThat(seen).isEqualTo(new SeenArea(288, 32, 448, 448));
  }

  /** The two cells side by side reach half a cell beyond their centres, where the map is .5. */
  @Test
  void theLargestConnectedPartIsFramed() {
    Box box = Region.of(map(), .5, new SeenArea(0, 0, 224, 224), 224, 224);
    assertThat(box).isEqualTo(new Box(64, 32, 128, 64));
    Box moved = Region.of(map(), .5, new SeenArea(100, 200, 448, 448), 600, 700);
    assertThat(moved).isEqualTo(new Box(228, 264, 356, 328));
  }

  @Test
  void aMapWithoutDifferencesIsFramedWhole() {
    ClassMap flat = ClassMap.ofCells(new float[7][7]);
    assertThat(Region.of(flat, .2, new SeenArea(10, 0, 80, 100), 100, 100))
        .isEqualTo(new Box(10, 0, 90, 100));
  }

  @Test
  void boxesOverlapByTheirPixels() {
    Box box = new Box(0, 0, 10, 10);
    assertThat(box.overlap(box)).isEqualTo(1);
    assertThat(box.overlap(new Box(10, 0, 20, 10))).isZero();
    assertThat(box.overlap(new Box(5, 0, 15, 10))).isCloseTo(1 / 3., within(1e-12));
  }

  @Test
  void betweenPointsAMapIsBilinear() {
    ClassMap map = new ClassMap(new float[][] {{0, 1}, {2, 3}}, .25, .5);
    assertThat(map.at(0, 0)).isZero();
    assertThat(map.at(.5, .25)).isEqualTo(.5f);
    assertThat(map.at(.5, .5)).isEqualTo(1.5f);
    assertThat(map.at(1, 1)).isEqualTo(3);
  }
}
