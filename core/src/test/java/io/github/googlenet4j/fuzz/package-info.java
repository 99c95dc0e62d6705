/** Readers of files from anywhere, given random bytes: CONTRIBUTING.md says how to run them. */
@NullMarked
package io.github.googlenet4j.fuzz;

import org.jspecify.annotations.NullMarked;
