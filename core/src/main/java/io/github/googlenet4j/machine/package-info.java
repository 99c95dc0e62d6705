/** What this machine is, and what was measured on it to choose the fastest way to compute. */
@NullMarked
package io.github.googlenet4j.machine;

import org.jspecify.annotations.NullMarked;
