/**
 * Carries out a training: the loop over epochs and batches, checkpoints, and the interface of what
 * computes a step ({@link Learner}), which the module torch implements.
 */
@NullMarked
package io.github.googlenet4j.trainer;

import org.jspecify.annotations.NullMarked;
