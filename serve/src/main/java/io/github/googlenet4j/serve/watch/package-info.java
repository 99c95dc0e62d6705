/** Which files are served, and what happens when they change. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.watch;
