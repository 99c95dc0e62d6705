/** Who may ask, over which connections, and on which interfaces. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.safety;
