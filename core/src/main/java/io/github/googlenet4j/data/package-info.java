/** Where labelled pictures come from, which classes they have, how they are split and varied. */
@NullMarked
package io.github.googlenet4j.data;

import org.jspecify.annotations.NullMarked;
