/**
 * Runs a graph: the interface that the native modules implement, found with {@code ServiceLoader}.
 */
@NullMarked
package io.github.googlenet4j.engine;

import org.jspecify.annotations.NullMarked;
