/**
 * What is wrong with labelled pictures: wrong labels, near duplicates, pictures unlike their class,
 * classes that look the same; by a model's own features.
 */
@NullMarked
package io.github.googlenet4j.clean;

import org.jspecify.annotations.NullMarked;
