/**
 * Decodes WebP's codings to the bytes that libwebp gives: VP8 key frames (RFC 6386), lossless
 * images and alpha planes (RFC 9649). Reading the container is the caller's.
 *
 * <p>A decoder checks every number of the file before it uses it as a size or an index, takes
 * memory in proportion to the pixels and the bytes of the file, and asks a {@link
 * io.github.googlenet4j.webp.RowCheck} once a row whether it may go on. What is damaged ends in an
 * {@link java.io.IOException}.
 */
@NullMarked
package io.github.googlenet4j.webp;

import org.jspecify.annotations.NullMarked;
