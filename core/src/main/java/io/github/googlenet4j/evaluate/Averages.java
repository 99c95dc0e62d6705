package io.github.googlenet4j.evaluate;

/**
 * Means over the classes, as scikit-learn computes them: over those that a picture belongs to or
 * was taken for, where precision or recall of a class is 0 if it cannot be said. Not numbers
 * without pictures.
 *
 * @param precision mean of the classes' precision
 * @param recall mean of the classes' recall
 * @param f1 mean of the classes' F1
 */
public record Averages(double precision, double recall, double f1) {}
