/** Text from files and names of files, as a terminal or a page may show it. */
@NullMarked
package io.github.googlenet4j.text;

import org.jspecify.annotations.NullMarked;
