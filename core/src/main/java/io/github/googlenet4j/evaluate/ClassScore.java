package io.github.googlenet4j.evaluate;

/**
 * A model's scores for one class.
 *
 * @param index of the class in the model's order: labels may repeat
 * @param label of the class
 * @param images number of its pictures
 * @param precision share of the pictures predicted as this class that belong to it; 0 if there are
 *     none
 * @param recall share of its pictures that were predicted as this class; 0 if there are none
 * @param f1 harmonic mean of precision and recall; 0 if both are 0
 */
public record ClassScore(
    int index, String label, int images, double precision, double recall, double f1) {
  static ClassScore of(String label, int[][] confusion, int index) {
    int taken = 0;
    int images = 0;
    for (int i = 0; i < confusion.length; i++) {
      taken += confusion[i][index];
      images += confusion[index][i];
    }
    double hits = confusion[index][index];
    double precision = taken == 0 ? 0 : hits / taken;
    double recall = images == 0 ? 0 : hits / images;
    double f1 = hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
    return new ClassScore(index, label, images, precision, recall, f1);
  }
}
