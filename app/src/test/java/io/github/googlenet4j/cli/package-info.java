@NullMarked
package io.github.googlenet4j.cli;

import org.jspecify.annotations.NullMarked;
