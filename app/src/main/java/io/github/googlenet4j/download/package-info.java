/**
 * Downloads published weights into the user's cache: resumed and retried, compared with their
 * digest before anything reads them, never half there.
 */
@NullMarked
package io.github.googlenet4j.download;

import org.jspecify.annotations.NullMarked;
