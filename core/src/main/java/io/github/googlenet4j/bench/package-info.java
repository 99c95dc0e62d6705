/** How fast a network runs here, and how much of this machine that is. */
@NullMarked
package io.github.googlenet4j.bench;

import org.jspecify.annotations.NullMarked;
