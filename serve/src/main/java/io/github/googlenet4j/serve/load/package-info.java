/** How requests share the machine: what is accepted, in which order it is decoded and run. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.load;
