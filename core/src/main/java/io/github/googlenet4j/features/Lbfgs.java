package io.github.googlenet4j.features;

import java.util.ArrayList;
import java.util.List;

/**
 * Minimises a smooth function of many variables: limited-memory BFGS with backtracking (Nocedal and
 * Wright, Numerical Optimization, 2nd edition, algorithms 7.4 and 3.1).
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final int MOST_STEPS = 500;
  private static final int MOST_HALVINGS = 30;
  private static final double SUFFICIENT = 1e-4;

  /** The function to minimise. */
  interface Function {
    /** Returns the value at {@code place} and writes its gradient into {@code gradient}. */
    double value(double[] place, double[] gradient);
  }

  /** A step, the change of the gradient along it, and their inner product. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Step(double[] place, double[] gradient, double product) {}

  private Lbfgs() {}

  /** The place of the minimum near {@code start}, where no partial derivative exceeds a bound. */
  static double[] minimize(Function function, double[] start, double bound) {
    double[] place = start.clone();
    double[] gradient = new double[place.length];
    double value = function.value(place, gradient);
    List<Step> steps = new ArrayList<>();
    for (int step = 0; step < MOST_STEPS && largest(gradient) > bound; step++) {
      double[] direction = direction(gradient, steps);
      double slope = dot(direction, gradient);
      if (slope >= 0) { // because of rounding: start again with the steepest descent
        steps.clear();
        direction = direction(gradient, steps);
        slope = dot(direction, gradient);
      }
      double length = steps.isEmpty() ? 1 / Math.max(1, Math.sqrt(-slope)) : 1;
      double[] next = new double[place.length];
      double[] nextGradient = new double[place.length];
      double nextValue = Double.NaN;
      for (int halving = 0; halving < MOST_HALVINGS; halving++, length /= 2) {
        for (int i = 0; i < place.length; i++) {
          next[i] = place[i] + length * direction[i];
        }
        nextValue = function.value(next, nextGradient);
        if (nextValue <= value + SUFFICIENT * length * slope) {
          break;
        }
      }
      if (!(nextValue < value)) {
        return place; // rounding allows no lower value
      }
      remember(steps, place, gradient, next, nextGradient);
      place = next;
      gradient = nextGradient;
      value = nextValue;
    }
    return place;
  }

  private static void remember(
      List<Step> steps, double[] place, double[] gradient, double[] next, double[] nextGradient) {
    double[] moved = minus(next, place);
    double[] changed = minus(nextGradient, gradient);
    double product = dot(moved, changed);
    if (product > 1e-12 * dot(changed, changed)) {
      steps.add(new Step(moved, changed, product));
    }
    if (steps.size() > MEMORY) {
      steps.remove(0);
    }
  }

  /** The two-loop recursion. */
  private static double[] direction(double[] gradient, List<Step> steps) {
    double[] direction = new double[gradient.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = -gradient[i];
    }
    double[] shares = new double[steps.size()];
    for (int s = steps.size() - 1; s >= 0; s--) {
      Step step = steps.get(s);
      shares[s] = dot(step.place(), direction) / step.product();
      add(direction, step.gradient(), -shares[s]);
    }
    if (!steps.isEmpty()) {
      Step last = steps.get(steps.size() - 1);
      double scale = last.product() / dot(last.gradient(), last.gradient());
      for (int i = 0; i < direction.length; i++) {
        direction[i] *= scale;
      }
    }
    for (int s = 0; s < steps.size(); s++) {
      Step step = steps.get(s);
      add(direction, step.place(), shares[s] - dot(step.gradient(), direction) / step.product());
    }
    return direction;
  }

  private static void add(double[] to, double[] values, double factor) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * values[i];
    }
  }

  private static double[] minus(double[] one, double[] other) {
    double[] difference = new double[one.length];
    for (int i = 0; i < one.length; i++) {
      difference[i] = one[i] - other[i];
    }
    return difference;
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  private static double largest(double[] values) {
    double most = 0;
    for (double value : values) {
      most = Math.max(most, Math.abs(value));
    }
    return most;
  }
}
