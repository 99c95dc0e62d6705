/** Random numbers that depend on a seed and on what they are drawn for, and on nothing else. */
@NullMarked
package io.github.googlenet4j.random;

import org.jspecify.annotations.NullMarked;
