/**
 * What a training is asked for and what it tells: recipes and presets, its folder, its progress.
 */
@NullMarked
package io.github.googlenet4j.train;

import org.jspecify.annotations.NullMarked;
