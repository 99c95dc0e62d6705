/** Turns results into pages and pictures a person can look at. */
@NullMarked
package io.github.googlenet4j.report;

import org.jspecify.annotations.NullMarked;
