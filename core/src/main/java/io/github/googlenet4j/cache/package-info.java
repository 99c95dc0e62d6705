/**
 * The folder of this user on this machine: native libraries that were unpacked, measurements, and
 * features of pictures.
 *
 * <p>{@link io.github.googlenet4j.cache.UserCache} is that folder, found once a process. {@code
 * CacheSearch} chooses it, {@code CacheFolder} checks that it belongs to this user, {@code
 * PrivateFolder} replaces it where there is none. {@link io.github.googlenet4j.cache.NativeFiles}
 * unpacks libraries from jars and compares them with these. {@link
 * io.github.googlenet4j.cache.CachedFolder} keeps files that can be computed again.
 */
@NullMarked
package io.github.googlenet4j.cache;

import org.jspecify.annotations.NullMarked;
