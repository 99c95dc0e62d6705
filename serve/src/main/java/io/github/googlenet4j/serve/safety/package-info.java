/** Who may ask, and on which interfaces. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.safety;
