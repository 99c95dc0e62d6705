/**
 * Training by a recipe: epochs, schedules, checkpoints. Other modules implement the {@code Learner}
 * that it drives.
 */
@NullMarked
package io.github.googlenet4j.train;

import org.jspecify.annotations.NullMarked;
