package io.github.googlenet4j.clean;

import io.github.googlenet4j.data.DataReport.LabelledPicture;
import java.util.List;

/**
 * Two or more pictures that are nearly the same: copies in another size, quality or exposure, or
 * mirrored.
 *
 * @param places of the pictures
 * @param similarity the lowest cosine of features by which one of them was found
 * @param identical whether all files have the same bytes
 */
public record NearDuplicates(List<LabelledPicture> places, double similarity, boolean identical) {
  public NearDuplicates {
    places = List.copyOf(places);
  }

  /** Whether they are in more than one part, so that a tested picture was trained on. */
  public boolean leak() {
    return places.stream().map(LabelledPicture::part).distinct().count() > 1;
  }

  /** Whether they have more than one label, of which at most one is right. */
  public boolean contradiction() {
    return places.stream().map(place -> place.example().label()).distinct().count() > 1;
  }
}
