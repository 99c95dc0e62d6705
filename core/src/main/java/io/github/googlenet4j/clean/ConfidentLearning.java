package io.github.googlenet4j.clean;

import java.util.Arrays;

/**
 * Which labels are probably wrong, by probabilities of classifiers that have not seen the pictures:
 * confident learning (Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in
 * Dataset Labels", Journal of Artificial Intelligence Research 70, 2021, section 3).
 *
 * <p>A class's threshold is the mean probability of that class over pictures labelled with it (the
 * paper's equation 2). A picture counts for the most probable of the classes whose threshold its
 * probability reaches (equation 1). Pictures that count for another class than their label's are
 * issues. The confident joint, which counts them, estimates how many labels are wrong (equation 3).
 */
final class ConfidentLearning {
  private final double[][] probabilities;
  private final int[] labels;
  private final double[] thresholds;

  /**
   * @param probabilities pictures x classes
   * @param labels as given
   */
  ConfidentLearning(double[][] probabilities, int[] labels, int classes) {
    this.probabilities = probabilities;
    this.labels = labels;
    this.thresholds = new double[classes];
    int[] counts = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      thresholds[labels[i]] += probabilities[i][labels[i]];
      counts[labels[i]]++;
    }
    for (int k = 0; k < classes; k++) {
      thresholds[k] = counts[k] == 0 ? Double.POSITIVE_INFINITY : thresholds[k] / counts[k];
    }
  }

  /** Each class's mean probability over pictures labelled with it. */
  double[] thresholds() {
    return thresholds.clone();
  }

  /** The class that a picture counts for; -1 if it reaches no threshold. */
  int confidentClass(int picture) {
    int best = -1;
    double[] of = probabilities[picture];
    for (int k = 0; k < thresholds.length; k++) {
      if (of[k] >= thresholds[k] && (best < 0 || of[k] > of[best])) {
        best = k;
      }
    }
    return best;
  }

  /** Whether a picture counts for another class than its label's. */
  boolean issue(int picture) {
    int counted = confidentClass(picture);
    return counted >= 0 && counted != labels[picture];
  }

  /** The most probable class besides the label's. */
  int suggested(int picture) {
    int best = -1;
    double[] of = probabilities[picture];
    for (int k = 0; k < of.length; k++) {
      if (k != labels[picture] && (best < 0 || of[k] > of[best])) {
        best = k;
      }
    }
    return best;
  }

  /**
   * The self-confidence: the probability of the label. The paper ranks by it too (section 3.2,
   * "rank"), and it finds more wrong labels than the margin to the best other class.
   */
  double score(int picture) {
    return probabilities[picture][labels[picture]];
  }

  /** The probability of a class. */
  double probability(int picture, int of) {
    return probabilities[picture][of];
  }

  /** How many labels are wrong, by the joint with its rows scaled to the number of labels. */
  int wrongLabels() {
    int classes = thresholds.length;
    int[][] joint = new int[classes][classes];
    int[] counts = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      int counted = confidentClass(i);
      counts[labels[i]]++;
      if (counted >= 0) {
        joint[labels[i]][counted]++;
      }
    }
    double wrong = 0;
    for (int k = 0; k < classes; k++) {
      int all = Arrays.stream(joint[k]).sum();
      wrong += all == 0 ? 0 : (double) counts[k] * (all - joint[k][k]) / all;
    }
    return (int) Math.round(wrong);
  }
}
