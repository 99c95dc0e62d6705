/** The recipe: epochs, schedules, checkpoints; drives a {@code Learner} it does not implement. */
@NullMarked
package io.github.googlenet4j.train;

import org.jspecify.annotations.NullMarked;
