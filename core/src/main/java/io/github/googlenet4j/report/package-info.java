/** Turns results into pages and pictures for people. */
@NullMarked
package io.github.googlenet4j.report;

import org.jspecify.annotations.NullMarked;
