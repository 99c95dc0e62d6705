/**
 * oneDNN's native library: {@code Handles} owns its objects and memory, {@code OpenMp} sets how
 * many threads it uses, {@code InstructionSet} tells which vector instructions it uses.
 */
@NullMarked
package io.github.googlenet4j.onednn.internal.nativelib;

import org.jspecify.annotations.NullMarked;
