/** Measurements, each a program that prints what it found. */
@NullMarked
package io.github.googlenet4j.benchmarks;

import org.jspecify.annotations.NullMarked;
