package io.github.googlenet4j;

/**
 * One class that a picture may belong to.
 *
 * @param label its name in the model file
 * @param index its place among the model's classes, from 0
 * @param probability 0 to 1; those of all classes add up to 1
 */
public record Prediction(String label, int index, float probability) {}
