/** What became of each request, and who is told of it. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.outcome;
