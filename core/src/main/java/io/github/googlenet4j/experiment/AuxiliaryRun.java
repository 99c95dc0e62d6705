package io.github.googlenet4j.experiment;

import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.EpochMetrics;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One training of an experiment, and what its best model answered.
 *
 * @param variant of the network
 * @param auxiliary whether the auxiliary heads were trained too
 * @param seed of everything random
 * @param accuracy top-1 of each head that the model has
 * @param right which pictures the main head got right
 * @param images number of pictures
 * @param epochs the training's figures
 * @param gradients norm of the first layer's gradient, by update
 */
public record AuxiliaryRun(
    String variant,
    boolean auxiliary,
    long seed,
    Map<Head, Double> accuracy,
    BitSet right,
    int images,
    List<EpochMetrics> epochs,
    SortedMap<Long, Double> gradients) {
  public AuxiliaryRun {
    Map<Head, Double> copy = new EnumMap<>(Head.class);
    copy.putAll(accuracy);
    accuracy = Collections.unmodifiableMap(copy);
    epochs = List.copyOf(epochs);
    gradients = Collections.unmodifiableSortedMap(new TreeMap<>(gradients));
  }

  /** The main head's top-1. */
  public double top1() {
    return (double) right.cardinality() / images;
  }

  /** Seconds of training, validation included. */
  public double seconds() {
    return epochs.isEmpty() ? Double.NaN : epochs.get(epochs.size() - 1).seconds();
  }
}
