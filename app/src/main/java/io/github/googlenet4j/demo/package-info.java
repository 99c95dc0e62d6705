/** Draws a small labelled picture set. */
@NullMarked
package io.github.googlenet4j.demo;

import org.jspecify.annotations.NullMarked;
