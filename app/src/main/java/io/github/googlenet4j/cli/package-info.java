/** The command line: a command parses its options, calls one thing, and prints. */
@NullMarked
package io.github.googlenet4j.cli;

import org.jspecify.annotations.NullMarked;
