package io.github.googlenet4j.clean;

import io.github.googlenet4j.data.DataReport.LabelledPicture;
import java.util.List;

/**
 * What is probably wrong with labelled pictures. Immutable. Classes are indices into {@code
 * classes}.
 *
 * @param classes labels of the data
 * @param images how many pictures could be read
 * @param wrongLabels an estimate of how many labels are wrong (confident learning's joint)
 * @param suspicious pictures that a classifier that has not seen them takes for another class, the
 *     most suspicious first
 * @param nearDuplicates pictures that are nearly the same, those with different labels first, then
 *     those in different parts
 * @param outliers pictures unlike all others of their class, the most unlike first
 * @param confused pairs of classes that are hard to tell apart, the hardest first
 * @param refusals why other pictures could not be read, one line each
 * @param notes for people, one line each
 */
public record CleaningReport(
    List<String> classes,
    int images,
    int wrongLabels,
    List<Suspicious> suspicious,
    List<NearDuplicates> nearDuplicates,
    List<Outlier> outliers,
    List<ConfusedClasses> confused,
    List<String> refusals,
    List<String> notes) {
  public CleaningReport {
    classes = List.copyOf(classes);
    suspicious = List.copyOf(suspicious);
    nearDuplicates = List.copyOf(nearDuplicates);
    outliers = List.copyOf(outliers);
    confused = List.copyOf(confused);
    refusals = List.copyOf(refusals);
    notes = List.copyOf(notes);
  }

  /**
   * A picture whose label may be wrong.
   *
   * @param suggested the most probable class
   * @param probability of that class, by classifiers that have not seen the picture
   * @param score the self-confidence: the probability of the label as given. The lower, the more
   *     suspicious
   * @param issue whether confident learning counts it: the suggested class is as probable as it is
   *     on average for pictures of that label
   */
  public record Suspicious(
      LabelledPicture place, int suggested, double probability, double score, boolean issue) {}

  /**
   * A picture unlike all others of its class.
   *
   * @param similarity mean cosine with the nearest pictures of its class
   * @param typical the median of that in the class
   */
  public record Outlier(LabelledPicture place, double similarity, double typical) {}

  /**
   * Two classes.
   *
   * @param pictures of both
   * @param error the share of these for which the other class is more probable than their own; .5
   *     is chance
   */
  public record ConfusedClasses(int first, int second, int pictures, double error) {
    /** Whether the classes cannot be told apart, rather than with difficulty. */
    public boolean same() {
      return error >= .4;
    }
  }
}
