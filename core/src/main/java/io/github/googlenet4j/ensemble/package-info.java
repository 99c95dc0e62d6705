/** Several models and several crops of a picture that answer as one. */
@NullMarked
package io.github.googlenet4j.ensemble;

import org.jspecify.annotations.NullMarked;
