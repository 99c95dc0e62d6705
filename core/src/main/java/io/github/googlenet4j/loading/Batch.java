package io.github.googlenet4j.loading;

import java.nio.FloatBuffer;

/**
 * Pictures for one training step, with their targets. The buffers belong to the loader that filled
 * them; they are valid until the next batch is taken.
 *
 * <p>A row of {@code targets} is usually a distribution over the classes: one-hot, softened by
 * label smoothing, blended by mixup. It is multiplied by the class weight where classes are
 * weighted, and is all zeros for a picture that could not be read, which then has no gradient.
 *
 * @param pictures {@code size x side x side x 3}, NHWC RGB 0..255, direct, native byte order
 * @param targets {@code size x classes}, direct, native byte order
 * @param labels the class of each picture, {@code size} of them; that of the larger share where two
 *     were mixed; -1 for a picture that could not be read
 * @param size number of pictures
 * @param side of the square pictures, in pixels
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Batch(FloatBuffer pictures, FloatBuffer targets, int[] labels, int size, int side) {}
