/** Models that answer: opened, tried, and found by their names. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.model;
