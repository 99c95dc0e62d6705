/** One line for each request. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.log;
