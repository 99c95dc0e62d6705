/** What trainings with and without the auxiliary heads gave. */
@NullMarked
package io.github.googlenet4j.experiment;

import org.jspecify.annotations.NullMarked;
