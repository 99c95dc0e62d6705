/**
 * Measures how fast a network runs on this machine, and how close that is to the machine's peak.
 */
@NullMarked
package io.github.googlenet4j.bench;

import org.jspecify.annotations.NullMarked;
